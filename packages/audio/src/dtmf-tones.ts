import { levelDbfs } from './level.ts';
import { goertzelPower } from './spectrum.ts';
import { ToneGenerator } from './tones.ts';

/** ITU-T Q.23. */
const rowsHz = [697, 770, 852, 941] as const;
const columnsHz = [1_209, 1_336, 1_477, 1_633] as const;
const keys = ['123A', '456B', '789C', '*0#D'] as const;

export type DtmfToneOptions = { sampleRate: number; toneMs?: number; gapMs?: number; levelDbfs?: number };

/** Sounds digits one after another (default 100 ms tone, 100 ms pause, -9 dBFS together); other characters are skipped. */
export function dtmfTones(digits: string, options: DtmfToneOptions): Int16Array {
  const { sampleRate, toneMs = 100, gapMs = 100, levelDbfs: level = -9 } = options;
  const pairs = [...digits.toUpperCase()].map(frequenciesOf).filter((pair) => pair !== undefined);
  const parts = pairs.flatMap((frequenciesHz) => [
    { frequenciesHz, milliseconds: toneMs },
    { frequenciesHz: [], milliseconds: gapMs },
  ]);
  if (parts.length === 0) return new Int16Array(0);
  const generator = new ToneGenerator(parts, { sampleRate, levelDbfs: level });
  return generator.read(Math.round((pairs.length * (toneMs + gapMs) * sampleRate) / 1_000));
}

function frequenciesOf(digit: string): [number, number] | undefined {
  const row = keys.findIndex((line) => line.includes(digit));
  const column = keys[row]?.indexOf(digit) ?? -1;
  const [low, high] = [rowsHz[row], columnsHz[column]];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** 25.6 ms, looked at every 12.8 ms, so that a 40 ms tone always fills one block. */
const blockMs = 25.6;
const minLevelDbfs = -42;
/** Both tones together must hold this share of the power: speech does not. */
const minToneShare = 0.82;
/** Level of the high tone over the low one (ITU-T Q.24). */
const maxTwistDb = 6;
const maxReverseTwistDb = 9;
/** Every other tone of the group must be this much weaker. */
const minMarginDb = 9;

/** Finds digits in audio, for lines without RFC 4733. Reports each digit once, when it begins. */
export class DtmfDetector {
  readonly #sampleRate: number;
  readonly #block: Int16Array;
  readonly #hop: number;
  #filled = 0;
  #candidate: string | undefined;
  #reported: string | undefined;
  #missed = 0;

  constructor(options: { sampleRate: number }) {
    this.#sampleRate = options.sampleRate;
    this.#block = new Int16Array(Math.round((blockMs * options.sampleRate) / 1_000));
    this.#hop = this.#block.length >> 1;
  }

  /** Digits that began in these samples, in order. */
  push(pcm: Int16Array): string {
    let digits = '';
    for (let offset = 0; offset < pcm.length;) {
      const part = pcm.subarray(offset, offset + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
      if (this.#filled < this.#block.length) continue;
      digits += this.#step(this.#detect()) ?? '';
      this.#block.copyWithin(0, this.#hop);
      this.#filled -= this.#hop;
    }
    return digits;
  }

  /** A digit counts when two blocks in a row agree, and ends after two blocks without it. */
  #step(digit: string | undefined): string | undefined {
    const isConfirmed = digit !== undefined && digit === this.#candidate;
    this.#candidate = digit;
    if (digit === this.#reported && digit !== undefined) {
      this.#missed = 0;
      return undefined;
    }
    if (isConfirmed) {
      this.#reported = digit;
      this.#missed = 0;
      return digit;
    }
    if (this.#reported !== undefined && ++this.#missed >= 2) this.#reported = undefined;
    return undefined;
  }

  #detect(): string | undefined {
    if (levelDbfs(this.#block) < minLevelDbfs) return undefined;
    const low = this.#strongest(rowsHz);
    const high = this.#strongest(columnsHz);
    if (!low || !high) return undefined;
    const twistDb = 10 * Math.log10(high.power / low.power);
    if (twistDb > maxTwistDb || -twistDb > maxReverseTwistDb) return undefined;
    let total = 0;
    for (let index = 0; index < this.#block.length; index++) total += (this.#block[index] as number) ** 2;
    if (low.power + high.power < minToneShare * (total / this.#block.length)) return undefined;
    return keys[low.index]?.[high.index];
  }

  #strongest(frequencies: readonly number[]): { index: number; power: number } | undefined {
    const powers = frequencies.map((frequency) => goertzelPower(this.#block, this.#sampleRate, frequency));
    const power = Math.max(...powers);
    const index = powers.indexOf(power);
    const rival = Math.max(...powers.filter((_, other) => other !== index));
    return power > 0 && 10 * Math.log10(power / (rival + 1e-9)) >= minMarginDb ? { index, power } : undefined;
  }
}
