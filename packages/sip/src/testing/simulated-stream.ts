/** One end of a connection in memory: bytes arrive in order, in pieces of a length of the test's choice. */
import type { SipClock } from '../endpoint/types.ts';
import type { ByteStream } from '../transport/driver.ts';

type Ends = Pick<ByteStream, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>;

export class SimulatedStream implements ByteStream {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly backlogBytes = 0;
  /** Sees what is written. */
  onWrite: ((bytes: Uint8Array) => void) | null = null;
  /** Longest piece delivered at once. */
  pieceBytes = Infinity;
  /** How long the next piece is on its way, in milliseconds; a piece never overtakes the one before. */
  delayMs: () => number = () => 0;
  readonly #clock: SipClock;
  #peer: SimulatedStream | null = null;
  #onData: ((chunk: Uint8Array) => void) | null = null;
  #onClose: (() => void) | null = null;
  #early: Uint8Array[] = [];
  #isClosed = false;
  #lastDueMs = 0;

  constructor(clock: SipClock, ends: Ends) {
    this.#clock = clock;
    this.localAddress = ends.localAddress;
    this.localPort = ends.localPort;
    this.remoteAddress = ends.remoteAddress;
    this.remotePort = ends.remotePort;
  }

  static pair(clock: SipClock, near: Ends, far: Ends): [SimulatedStream, SimulatedStream] {
    const one = new SimulatedStream(clock, near);
    const other = new SimulatedStream(clock, far);
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  write(bytes: Uint8Array): void {
    const copy = Buffer.from(bytes);
    this.onWrite?.(copy);
    const step = Math.min(this.pieceBytes, copy.length);
    for (let at = 0; at < copy.length; at += step) {
      const piece = copy.subarray(at, at + step);
      this.#later(() => this.#peer?.receive(piece));
    }
  }

  onData(callback: (chunk: Uint8Array) => void): void {
    this.#onData = callback;
    for (const chunk of this.#early.splice(0)) callback(chunk);
  }

  onClose(callback: () => void): void {
    this.#onClose = callback;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#later(() => {
      this.#onClose?.();
      this.#peer?.close();
    });
  }

  #later(callback: () => void): void {
    const nowMs = this.#clock.now();
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + this.delayMs());
    this.#clock.after(this.#lastDueMs - nowMs, callback);
  }

  receive(chunk: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#onData === null) this.#early.push(chunk);
    else this.#onData(chunk);
  }
}
