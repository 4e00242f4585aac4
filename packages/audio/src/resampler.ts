import { clampSample } from './level.ts';

export type TelephonyRate = 8_000 | 16_000 | 48_000;

/** Edges as a share of the lower rate: flat up to 3.4 kHz and stopped from 4.4 kHz when one side is 8 kHz. */
const passShare = 0.425;
const stopShare = 0.55;
const stopDecibels = 65;

/**
 * Polyphase FIR between 8, 16 and 48 kHz, with state across calls. What lies between 0.5 and 0.55 of the lower rate is
 * only partly stopped: it folds into the top 0.05 of the band, which telephony does not use.
 */
export class Resampler {
  readonly from: TelephonyRate;
  readonly to: TelephonyRate;
  readonly #up: number;
  readonly #down: number;
  /** Coefficients of each phase, oldest sample first. */
  readonly #phases: Float64Array[];
  readonly #taps: number;
  #samples: Float64Array;
  /** Position of the next output in upsampled steps after the end of the history. */
  #position = 0;

  constructor(options: { from: TelephonyRate; to: TelephonyRate }) {
    this.from = options.from;
    this.to = options.to;
    const common = Math.min(this.from, this.to);
    this.#up = this.to / common;
    this.#down = this.from / common;
    this.#phases = phasesFor(this.from, this.to, this.#up);
    this.#taps = this.#phases[0]?.length ?? 1;
    this.#samples = new Float64Array(this.#taps - 1);
  }

  /** Converts a frame; frames of 10 ms or a multiple give exactly their duration. */
  process(pcm: Int16Array): Int16Array {
    if (this.from === this.to) return pcm.slice();
    this.#append(pcm);
    const available = pcm.length * this.#up;
    const count = Math.max(0, Math.ceil((available - this.#position) / this.#down));
    const out = new Int16Array(count);
    for (let index = 0; index < count; index++) {
      const at = this.#position + index * this.#down;
      out[index] = clampSample(this.#convolve(this.#phases[at % this.#up] as Float64Array, Math.floor(at / this.#up)));
    }
    this.#position += count * this.#down - available;
    this.#samples.copyWithin(0, pcm.length, pcm.length + this.#taps - 1);
    return out;
  }

  /** Filter delay in milliseconds (at most two samples too much), to be added to the way of the audio. */
  get delayMs(): number {
    return ((this.#taps - 1) / 2 / this.from) * 1_000;
  }

  #append(pcm: Int16Array): void {
    const history = this.#taps - 1;
    if (this.#samples.length < history + pcm.length) {
      const grown = new Float64Array(history + pcm.length);
      grown.set(this.#samples.subarray(0, history));
      this.#samples = grown;
    }
    for (let index = 0; index < pcm.length; index++) this.#samples[history + index] = pcm[index] as number;
  }

  /** Four at a time: the phases are padded to a multiple of four. */
  #convolve(coefficients: Float64Array, offset: number): number {
    const samples = this.#samples;
    let first = 0;
    let second = 0;
    for (let tap = 0; tap < coefficients.length; tap += 4) {
      const at = offset + tap;
      first +=
        (coefficients[tap] as number) * (samples[at] as number) +
        (coefficients[tap + 1] as number) * (samples[at + 1] as number);
      second +=
        (coefficients[tap + 2] as number) * (samples[at + 2] as number) +
        (coefficients[tap + 3] as number) * (samples[at + 3] as number);
    }
    return first + second;
  }
}

const cache = new Map<string, Float64Array[]>();

function phasesFor(from: TelephonyRate, to: TelephonyRate, up: number): Float64Array[] {
  const key = `${from}-${to}`;
  const phases = cache.get(key) ?? splitPhases(prototype(Math.min(from, to), from * up), up);
  cache.set(key, phases);
  return phases;
}

/** Kaiser-windowed sinc at the higher rate, unity gain. */
function prototype(lowRate: number, filterRate: number): Float64Array {
  const width = (2 * Math.PI * (stopShare - passShare) * lowRate) / filterRate;
  const length = Math.ceil((stopDecibels - 8) / (2.285 * width)) | 1;
  const cutoff = ((stopShare + passShare) / 2) * (lowRate / filterRate);
  const beta = 0.1102 * (stopDecibels - 8.7);
  const middle = (length - 1) / 2;
  return Float64Array.from({ length }, (_, index) => {
    const x = index - middle;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    return (sinc * bessel(beta * Math.sqrt(1 - (x / middle) ** 2))) / bessel(beta);
  });
}

/** Phase p holds taps p, p+up, p+2·up..., reversed, each phase with a gain of exactly one at 0 Hz. */
function splitPhases(taps: Float64Array, up: number): Float64Array[] {
  const length = Math.ceil(taps.length / up / 4) * 4;
  return Array.from({ length: up }, (_, phase) => {
    const coefficients = Float64Array.from({ length }, (__, index) => taps[phase + (length - 1 - index) * up] ?? 0);
    const sum = coefficients.reduce((total, coefficient) => total + coefficient, 0);
    return coefficients.map((coefficient) => coefficient / sum);
  });
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let index = 1; term > sum * 1e-12; index++) {
    term *= (x / (2 * index)) ** 2;
    sum += term;
  }
  return sum;
}
