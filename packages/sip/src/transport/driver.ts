/** What the transports need from a network. `node-driver.ts` is the real one, `testing/simulated-network.ts` the other. */

export interface NetDriver {
  bindUdp(options: BindUdpOptions): Promise<UdpSocket>;
  listenStream(options: ListenStreamOptions): Promise<StreamListener>;
  /** Fails with an `Error` whose `code` says why; never later than `timeoutMs`. */
  connectStream(options: ConnectStreamOptions): Promise<ByteStream>;
}

export type BindUdpOptions = {
  readonly address: string;
  readonly port: number;
  readonly reusePort: boolean;
  readonly onDatagram: (bytes: Uint8Array, address: string, port: number) => void;
};

export interface UdpSocket {
  readonly address: string;
  readonly port: number;
  /** `address` is an IP literal. Reports at most one error, possibly later. */
  send(bytes: Uint8Array, port: number, address: string, onError: (detail: string) => void): void;
  close(): void;
}

export type TlsServerMaterial = { readonly cert: string | Buffer; readonly key: string | Buffer };
export type TlsClientMaterial = { readonly ca?: string | Buffer; readonly rejectUnauthorized?: boolean };

export type ListenStreamOptions = {
  readonly address: string;
  readonly port: number;
  readonly tls: TlsServerMaterial | null;
  /** Before the TLS handshake; false closes the connection unread. */
  readonly admit: (remoteAddress: string) => boolean;
  readonly onStream: (stream: ByteStream) => void;
  /** A connection admitted but never handed over (failed handshake) is gone. */
  readonly onAbandoned: (remoteAddress: string) => void;
  /** Limit for the TLS handshake. */
  readonly handshakeMs: number;
};

export interface StreamListener {
  readonly port: number;
  close(): void;
}

export type ConnectStreamOptions = {
  readonly address: string;
  readonly port: number;
  readonly tls: (TlsClientMaterial & { readonly serverName?: string }) | null;
  readonly timeoutMs: number;
};

export interface ByteStream {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Bytes accepted by `write` and not yet handed to the network. */
  readonly backlogBytes: number;
  write(bytes: Uint8Array): void;
  onData(callback: (chunk: Uint8Array) => void): void;
  /** Once, for whatever reason. */
  onClose(callback: () => void): void;
  /** At once, without waiting for the other side. */
  close(): void;
}
