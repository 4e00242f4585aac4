/** A network in memory with loss, duplication, reordering and delay, the same every time for the same seed. */
import type {
  BindUdpOptions,
  ByteStream,
  ConnectStreamOptions,
  ListenStreamOptions,
  NetDriver,
  StreamListener,
  UdpSocket,
} from '../transport/driver.ts';
import type { SipClock } from '../endpoint/types.ts';
import { SimulatedStream } from './simulated-stream.ts';

export type NetworkConditions = {
  /** Shares of 0-1. */
  readonly loss: number;
  readonly duplication: number;
  /** Each packet takes from `minDelayMs` to `maxDelayMs`; different delays reorder. A stream is as late, but in order. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Streams arrive in pieces of at most so many bytes; default: as they were written. */
  readonly pieceBytes?: number;
};

export const perfect: NetworkConditions = { loss: 0, duplication: 0, minDelayMs: 0, maxDelayMs: 0 };

export type Packet = {
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  readonly atMs: number;
};

type Bound = { readonly options: BindUdpOptions; readonly address: string; readonly port: number };

export class SimulatedNetwork {
  conditions: NetworkConditions;
  /** Drops a packet for a test's own reason. */
  filter: (packet: Packet) => boolean = () => true;
  readonly driver: NetDriver;
  /** Everything sent, lost or not; over a stream, each piece as it was written. */
  readonly packets: Packet[] = [];
  readonly #clock: SipClock;
  readonly #random: () => number;
  readonly #udp = new Map<string, Bound>();
  readonly #streams = new Map<string, ListenStreamOptions>();
  #nextPort = 40_000;

  constructor(clock: SipClock, conditions: NetworkConditions = perfect, seed = 1) {
    this.#clock = clock;
    this.conditions = conditions;
    this.#random = seededRandom(seed);
    this.driver = {
      bindUdp: (options) => Promise.resolve(this.#bind(options)),
      listenStream: (options) => Promise.resolve(this.#listen(options)),
      connectStream: (options) => this.#connect(options),
    };
  }

  #bind(options: BindUdpOptions): UdpSocket {
    const { address } = options;
    const port = options.port === 0 ? this.#freePort() : options.port;
    const key = `${address}:${port}`;
    if (this.#udp.has(key)) throw Object.assign(new Error('address in use'), { code: 'EADDRINUSE' });
    this.#udp.set(key, { options, address, port });
    return {
      address,
      port,
      send: (bytes, toPort, toAddress) => this.#send(key, `${toAddress}:${toPort}`, bytes),
      close: () => void this.#udp.delete(key),
    };
  }

  #send(from: string, to: string, bytes: Uint8Array): void {
    const packet: Packet = { from, to, bytes, atMs: this.#clock.now() };
    this.packets.push(packet);
    if (!this.filter(packet) || this.#random() < this.conditions.loss) return;
    this.#deliverLater(packet);
    if (this.#random() < this.conditions.duplication) this.#deliverLater(packet);
  }

  #deliverLater(packet: Packet): void {
    const split = packet.from.lastIndexOf(':');
    this.#clock.after(this.#delayMs(), () => {
      const { options } = this.#udp.get(packet.to) ?? {};
      // A copy, as from a socket: receivers keep views on it.
      options?.onDatagram(Buffer.from(packet.bytes), packet.from.slice(0, split), Number(packet.from.slice(split + 1)));
    });
  }

  #delayMs(): number {
    const { minDelayMs, maxDelayMs } = this.conditions;
    return minDelayMs + this.#random() * (maxDelayMs - minDelayMs);
  }

  #listen(options: ListenStreamOptions): StreamListener {
    const port = options.port === 0 ? this.#freePort() : options.port;
    const key = `${options.address}:${port}`;
    this.#streams.set(key, options);
    return { port, close: () => void this.#streams.delete(key) };
  }

  #connect(options: ConnectStreamOptions): Promise<ByteStream> {
    const listener = this.#streams.get(`${options.address}:${options.port}`);
    const localAddress = options.address;
    if (listener === undefined || !listener.admit(localAddress)) {
      return Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    }
    const localPort = this.#freePort();
    const near = { localAddress, localPort, remoteAddress: options.address, remotePort: options.port };
    const far = {
      localAddress: options.address,
      localPort: options.port,
      remoteAddress: localAddress,
      remotePort: localPort,
    };
    const [mine, theirs] = SimulatedStream.pair(this.#clock, near, far);
    for (const stream of [mine, theirs]) {
      stream.pieceBytes = this.conditions.pieceBytes ?? Infinity;
      stream.delayMs = () => this.#delayMs();
    }
    const [from, to] = [`${localAddress}:${localPort}`, `${options.address}:${options.port}`];
    mine.onWrite = (bytes) => this.packets.push({ from, to, bytes, atMs: this.#clock.now() });
    theirs.onWrite = (bytes) => this.packets.push({ from: to, to: from, bytes, atMs: this.#clock.now() });
    listener.onStream(theirs);
    return Promise.resolve(mine);
  }

  #freePort(): number {
    this.#nextPort += 1;
    return this.#nextPort;
  }
}

/** mulberry32: small, fast, good enough to shake a protocol. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
