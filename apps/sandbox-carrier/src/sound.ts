import { loadHoldMusic, loadPrompt, sine, type PromptName } from '@carillon/audio';

export const frameSamples = 160;
export const sampleRate = 8000;

/** PCM that plays once or for ever, one 20 ms frame at a time. */
export class Playback {
  readonly #pcm: Int16Array;
  readonly #repeats: boolean;
  #at = 0;

  constructor(pcm: Int16Array, options: { repeat: boolean }) {
    this.#pcm = pcm;
    this.#repeats = options.repeat;
  }

  get ended(): boolean {
    return !this.#repeats && this.#at >= this.#pcm.length;
  }

  /** The next frame; silence after the end. */
  next(): Int16Array {
    const frame = new Int16Array(frameSamples);
    for (let i = 0; i < frameSamples && !this.ended; i++) frame[i] = this.#pcm[this.#at++ % this.#pcm.length] ?? 0;
    return frame;
  }
}

/** The spoken digits of a number, with a breath between them. */
export function spokenDigits(digits: string): Int16Array {
  const pause = new Int16Array(sampleRate / 8);
  const parts = [...digits].filter((d) => /\d/.test(d)).flatMap((d) => [loadPrompt('fr', digitPrompt(d)), pause]);
  return concatenate(parts);
}

function digitPrompt(digit: string): PromptName {
  return `digit_${digit}` as PromptName;
}

function concatenate(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function toneLoop(): Playback {
  return new Playback(sine({ sampleRate, frequencyHz: 425, milliseconds: 1000, levelDbfs: -14 }), { repeat: true });
}

export function musicLoop(): Playback {
  return new Playback(loadHoldMusic(8000), { repeat: true });
}
