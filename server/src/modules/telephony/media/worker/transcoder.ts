import { JitterBuffer } from '@carillon/rtp';
import type { JitterSnapshot, RtpHeader } from '@carillon/rtp';
import type { LegMedia } from '../protocol.ts';
import { comfortNoise } from './comfort-noise.ts';
import type { NoiseGenerator } from './comfort-noise.ts';
import { createFrameDecoder, frameSamples, pcmRate } from './frame-codec.ts';
import type { FrameDecoder } from './frame-codec.ts';

/** One party's packets turned into even frames of 20 ms, whatever their order, size and punctuality. */
export class Transcoder {
  readonly #jitter: JitterBuffer;
  readonly #decoder: FrameDecoder;
  /** Samples of ours per timestamp unit of theirs. */
  readonly #ratio: number;
  /** Decoded and not yet played. */
  #samples = new Int16Array(4 * frameSamples);
  #count = 0;
  readonly #frame = new Int16Array(frameSamples);
  #hasHeard = false;
  #noise: NoiseGenerator | null = null;

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
    if (payload) this.#noise = null;
    this.#jitter.push({ sequence, timestamp, payload }, nowMs);
  }

  /** A packet of comfort noise: until the next sound, silence is filled with noise of its level. */
  pushNoise(header: RtpHeader, payload: Uint8Array, nowMs: number): void {
    this.push(header, undefined, nowMs);
    this.#noise = comfortNoise(payload);
  }

  /** The next 20 ms, valid until the next call; null before anything was heard. To be called on every tick. */
  pull(nowMs: number): Int16Array | null {
    if (!this.#hasHeard) return null;
    while (this.#count < frameSamples) this.#append(this.#next(nowMs));
    this.#frame.set(this.#samples.subarray(0, frameSamples));
    this.#samples.copyWithin(0, frameSamples, this.#count);
    this.#count -= frameSamples;
    return this.#frame;
  }

  /** Counts and delay of the jitter buffer. */
  snapshot(): JitterSnapshot {
    return this.#jitter.snapshot();
  }

  close(): void {
    this.#decoder.close();
  }

  #next(nowMs: number): Int16Array {
    const playout = this.#jitter.pull(nowMs);
    const count = Math.max(1, Math.round(playout.samples * this.#ratio));
    if (playout.kind === 'packet') return this.#decoder.decode(playout.payload);
    if (playout.kind === 'conceal') return this.#decoder.conceal(count, playout.next);
    return this.#noise?.(count) ?? new Int16Array(count);
  }

  #append(pcm: Int16Array): void {
    // A packet that decodes to nothing must not stall the clock.
    const added = pcm.length > 0 ? pcm : new Int16Array(frameSamples);
    if (this.#count + added.length > this.#samples.length) {
      const grown = new Int16Array(this.#count + added.length);
      grown.set(this.#samples.subarray(0, this.#count));
      this.#samples = grown;
    }
    this.#samples.set(added, this.#count);
    this.#count += added.length;
  }
}
