/** Where a datagram came from or goes to. One object per peer and socket: compare by identity first, it is cheap. */
export type Endpoint = { readonly address: string; readonly port: number };

/**
 * One received datagram. The bytes may be changed in place and sent on before the listener returns; afterwards the
 * implementation may reuse them, so whoever keeps them copies them.
 */
export type PacketListener = (packet: Buffer, source: Endpoint) => void;

export type OpenSocketOptions = {
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  readonly onPacket: PacketListener;
  /** Kernel receive buffer in bytes. The default of 212 kB loses packets when a neighbour takes the processor. */
  readonly receiveBufferBytes?: number;
};

export type OpenSocketResult =
  | { readonly kind: 'open'; readonly socket: UdpSocket }
  | { readonly kind: 'port_in_use' }
  /** The address is not ours, the process is out of descriptors… `reason` is the system's code. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface UdpSocket {
  readonly port: number;
  /**
   * Sends at once or not at all: a full queue or an unreachable peer is packet loss, never an error. The bytes must
   * not change afterwards unless they are those just handed to the listener.
   */
  send(packet: Uint8Array, destination: Endpoint): void;
  close(): Promise<void>;
}

/** Datagrams of one thread. Two implementations, one behaviour: `koffi` is the fast one, `dgram` runs anywhere. */
export interface UdpIo {
  readonly kind: 'koffi' | 'dgram';
  readonly openSockets: number;
  /** Descriptor that wakes a thread blocked in this loop when 8 bytes are written to it; null when none blocks. */
  readonly wakeDescriptor: number | null;
  open(options: OpenSocketOptions): Promise<OpenSocketResult>;
  close(): Promise<void>;
}

export type UdpIoOptions = {
  /** When the thread has other work to do, in `performance.now()` milliseconds; null when nothing is due. */
  readonly nextDeadline?: () => number | null;
  /**
   * Shared memory in which the fast loop notes its open descriptors (-1: none). A thread that dies does not close them;
   * whoever outlives it does, with `closeDescriptors`.
   */
  readonly descriptors?: Int32Array;
};
