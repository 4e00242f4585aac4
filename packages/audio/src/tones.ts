import { clampSample, dbfsToAmplitude } from './level.ts';

/** One part of a repeating pattern: frequencies sounding together, or silence when there are none. */
export type TonePart = { frequenciesHz: readonly number[]; milliseconds: number };

export type ToneName = 'dial' | 'ringback' | 'busy' | 'congestion' | 'call_waiting' | 'beep';

/** French network tones (ITU-T E.180 supplement 2). `beep` is ours: it ends a greeting. */
export const tonePatterns: Readonly<Record<ToneName, readonly TonePart[]>> = {
  dial: [{ frequenciesHz: [440], milliseconds: 1_000 }],
  ringback: pattern([440, 1_500], [0, 3_500]),
  busy: pattern([440, 500], [0, 500]),
  congestion: pattern([440, 250], [0, 250]),
  call_waiting: pattern([440, 300], [0, 10_000]),
  beep: pattern([1_000, 400]),
};

function pattern(...parts: [frequencyHz: number, milliseconds: number][]): TonePart[] {
  return parts.map(([frequency, milliseconds]) => ({
    frequenciesHz: frequency === 0 ? [] : [frequency],
    milliseconds,
  }));
}

/** Total per frequency; several frequencies share the level. */
const defaultLevelDbfs = -18;

export type ToneOptions = { sampleRate: number; levelDbfs?: number };

/** Plays a pattern over and over, frame by frame, without clicks between frames. */
export class ToneGenerator {
  readonly #parts: readonly TonePart[];
  readonly #sampleRate: number;
  readonly #amplitude: number;
  readonly #patternSamples: number;
  #position = 0;

  constructor(tone: ToneName | readonly TonePart[], options: ToneOptions) {
    this.#parts = typeof tone === 'string' ? tonePatterns[tone] : tone;
    this.#sampleRate = options.sampleRate;
    this.#amplitude = dbfsToAmplitude(options.levelDbfs ?? defaultLevelDbfs);
    this.#patternSamples = this.#parts.reduce((sum, part) => sum + this.#samplesOf(part), 0);
  }

  /** The next `count` samples. */
  read(count: number): Int16Array {
    const out = new Int16Array(count);
    for (let index = 0; index < count; index++) out[index] = this.#sample(this.#position++);
    return out;
  }

  #sample(position: number): number {
    let offset = position % this.#patternSamples;
    for (const part of this.#parts) {
      const length = this.#samplesOf(part);
      if (offset < length) return this.#partSample(part, position);
      offset -= length;
    }
    return 0;
  }

  #partSample(part: TonePart, position: number): number {
    let sum = 0;
    for (const frequency of part.frequenciesHz) {
      sum += Math.sin((2 * Math.PI * ((frequency * position) % this.#sampleRate)) / this.#sampleRate);
    }
    return part.frequenciesHz.length === 0 ? 0 : clampSample((sum * this.#amplitude) / part.frequenciesHz.length);
  }

  #samplesOf(part: TonePart): number {
    return Math.round((part.milliseconds * this.#sampleRate) / 1_000);
  }
}

/** A plain sine, from phase zero. */
export function sine(options: ToneOptions & { frequencyHz: number; milliseconds: number }): Int16Array {
  const { frequencyHz, milliseconds, ...rest } = options;
  const generator = new ToneGenerator([{ frequenciesHz: [frequencyHz], milliseconds: 1_000 }], rest);
  return generator.read(Math.round((milliseconds * options.sampleRate) / 1_000));
}
