/** Pitch between 66 and 200 Hz, as voices have. */
const minPeriodMs = 5;
const maxPeriodMs = 15;
/** The repeated period fades out over this time: longer it hums. */
const fadeMs = 60;
/** What was made up goes over into what came in so many ms: a step would click. */
const joinMs = 2.5;

/**
 * Hides lost frames of codecs that cannot do it themselves: repeats the last pitch period, fades it out, and joins it to
 * the first frame that comes again.
 */
export class Concealer {
  readonly #sampleRate: number;
  #history: Int16Array;
  #period: Int16Array | undefined;
  /** Samples made up since the last good frame. */
  #concealed = 0;

  constructor(options: { sampleRate: number }) {
    this.#sampleRate = options.sampleRate;
    this.#history = new Int16Array(this.#samples(3 * maxPeriodMs));
  }

  /** Remembers a frame that arrived; the first one after a hole is changed at its beginning, in place. */
  onFrame(pcm: Int16Array): void {
    if (this.#concealed > 0) this.#join(pcm);
    const keep = this.#history.length;
    if (pcm.length >= keep) this.#history = pcm.slice(pcm.length - keep);
    else {
      this.#history.copyWithin(0, pcm.length);
      this.#history.set(pcm, keep - pcm.length);
    }
    this.#period = undefined;
    this.#concealed = 0;
  }

  /** `samples` to play in place of a lost frame. */
  conceal(samples: number): Int16Array {
    this.#period ??= this.#lastPeriod();
    const out = new Int16Array(samples);
    for (let index = 0; index < samples; index++) out[index] = this.#madeUp(this.#period, this.#concealed++);
    return out;
  }

  /** The sample so long after the last good one. */
  #madeUp(period: Int16Array, at: number): number {
    const gain = Math.max(0, 1 - at / this.#samples(fadeMs));
    return Math.round((period[at % period.length] as number) * gain);
  }

  #join(pcm: Int16Array): void {
    const period = this.#period;
    const length = Math.min(pcm.length, this.#samples(joinMs));
    if (!period) return;
    for (let index = 0; index < length; index++) {
      const share = (index + 1) / (length + 1);
      const madeUp = this.#madeUp(period, this.#concealed + index);
      pcm[index] = Math.round((pcm[index] as number) * share + madeUp * (1 - share));
    }
  }

  /** The stretch at the end of the history that resembles the one before it most. */
  #lastPeriod(): Int16Array {
    const longest = this.#samples(maxPeriodMs);
    let best = longest;
    let bestScore = -Infinity;
    for (let lag = this.#samples(minPeriodMs); lag <= longest; lag++) {
      const score = this.#similarity(lag, longest);
      if (score > bestScore) {
        bestScore = score;
        best = lag;
      }
    }
    return this.#history.slice(this.#history.length - best);
  }

  /** Normalised correlation of the last `window` samples with those `lag` before. */
  #similarity(lag: number, window: number): number {
    const history = this.#history;
    let product = 0;
    let energy = 1;
    for (let index = history.length - window; index < history.length; index++) {
      const earlier = history[index - lag] as number;
      product += (history[index] as number) * earlier;
      energy += earlier * earlier;
    }
    return product / Math.sqrt(energy);
  }

  #samples(milliseconds: number): number {
    return (milliseconds * this.#sampleRate) / 1_000;
  }
}
