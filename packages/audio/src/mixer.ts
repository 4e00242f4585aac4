import { clampSample } from './level.ts';

/**
 * One moment of a conference: the sum of all voices, and what each party hears of it. Mix-minus costs one subtraction a
 * party instead of one sum each. Reuses its memory: what it gives is valid until the next call of the same method.
 */
export class MixBus {
  readonly #total: Int32Array;
  readonly #everybody: Int16Array;
  readonly #variant: Int16Array;

  /** @param samples length of every frame */
  constructor(samples: number) {
    this.#total = new Int32Array(samples);
    this.#everybody = new Int16Array(samples);
    this.#variant = new Int16Array(samples);
  }

  clear(): void {
    this.#total.fill(0);
  }

  add(frame: Int16Array): void {
    addTo(this.#total, frame, 1);
  }

  /** All voices, limited to full scale. */
  everybody(): Int16Array {
    return limit(this.#total, this.#everybody);
  }

  /** All voices without one's `own`, and with what only this party hears (whispering). */
  heardBy(own: Int16Array | null, whispers: readonly Int16Array[] = []): Int16Array {
    if (own) addTo(this.#total, own, -1);
    for (const whisper of whispers) addTo(this.#total, whisper, 1);
    const heard = limit(this.#total, this.#variant);
    for (const whisper of whispers) addTo(this.#total, whisper, -1);
    if (own) addTo(this.#total, own, 1);
    return heard;
  }
}

/** The plain sum of all inputs, limited to full scale. Shorter ones are followed by silence. */
export function mix(inputs: readonly Int16Array[], samples: number): Int16Array {
  const total = new Int32Array(samples);
  for (const input of inputs) addTo(total, input, 1);
  return limit(total, new Int16Array(samples));
}

function addTo(total: Int32Array, input: Int16Array, sign: 1 | -1): void {
  const count = Math.min(total.length, input.length);
  for (let index = 0; index < count; index++) {
    total[index] = (total[index] as number) + sign * (input[index] as number);
  }
}

function limit(total: Int32Array, out: Int16Array): Int16Array {
  for (let index = 0; index < total.length; index++) out[index] = clampSample(total[index] as number);
  return out;
}

/** Two mono streams as left and right; the shorter one is followed by silence. */
export function interleave(left: Int16Array, right: Int16Array): Int16Array {
  const frames = Math.max(left.length, right.length);
  const out = new Int16Array(frames * 2);
  for (let index = 0; index < frames; index++) {
    out[2 * index] = left[index] ?? 0;
    out[2 * index + 1] = right[index] ?? 0;
  }
  return out;
}
