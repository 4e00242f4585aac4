import { JitterBuffer } from '@carillon/rtp';
import type { RtpHeader } from '@carillon/rtp';
import type { LegMedia } from '../protocol.ts';
import { createFrameDecoder, frameSamples, pcmRate } from './frame-codec.ts';
import type { FrameDecoder } from './frame-codec.ts';

/** One party's packets turned into even frames of 20 ms, whatever their order, size and punctuality. */
export class Transcoder {
  readonly #jitter: JitterBuffer;
  readonly #decoder: FrameDecoder;
  /** Samples of ours per timestamp unit of theirs. */
  readonly #ratio: number;
  #samples = new Int16Array(0);
  #hasHeard = false;

  private constructor(clockRate: number, decoder: FrameDecoder) {
    this.#jitter = new JitterBuffer({ clockRate });
    this.#decoder = decoder;
    this.#ratio = pcmRate / clockRate;
  }

  static async create(source: Pick<LegMedia, 'codec' | 'clockRate'>): Promise<Transcoder> {
    return new Transcoder(source.clockRate, await createFrameDecoder(source.codec));
  }

  /** A packet of the source; `payload` is copied. Digits pass undefined: they hold a place in the order. */
  push(header: RtpHeader, payload: Uint8Array | undefined, nowMs: number): void {
    const { sequence, timestamp } = header;
    this.#hasHeard = true;
    this.#jitter.push({ sequence, timestamp, payload }, nowMs);
  }

  /** The next 20 ms, or null before anything was heard. To be called on every tick. */
  pull(nowMs: number): Int16Array | null {
    if (!this.#hasHeard) return null;
    while (this.#samples.length < frameSamples) this.#append(this.#next(nowMs));
    const frame = this.#samples.slice(0, frameSamples);
    this.#samples = this.#samples.slice(frameSamples);
    return frame;
  }

  close(): void {
    this.#decoder.close();
  }

  #next(nowMs: number): Int16Array {
    const playout = this.#jitter.pull(nowMs);
    const count = Math.max(1, Math.round(playout.samples * this.#ratio));
    if (playout.kind === 'packet') return this.#decoder.decode(playout.payload);
    if (playout.kind === 'conceal') return this.#decoder.conceal(count, playout.next);
    return new Int16Array(count);
  }

  #append(pcm: Int16Array): void {
    // A packet that decodes to nothing must not stall the clock.
    const added = pcm.length > 0 ? pcm : new Int16Array(frameSamples);
    const joined = new Int16Array(this.#samples.length + added.length);
    joined.set(this.#samples);
    joined.set(added, this.#samples.length);
    this.#samples = joined;
  }
}
