/** Pitch between 66 and 200 Hz, as voices have. */
const minPeriodMs = 5;
const maxPeriodMs = 15;
/** The repeated period fades out over this time: longer it hums. */
const fadeMs = 60;

/** Hides lost frames of codecs that cannot do it themselves: repeats the last pitch period and fades it out. */
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

  /** Remembers a frame that arrived. */
  onFrame(pcm: Int16Array): void {
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
    const period = this.#period;
    const fade = this.#samples(fadeMs);
    return Int16Array.from({ length: samples }, () => {
      const at = this.#concealed++;
      return Math.round((period[at % period.length] as number) * Math.max(0, 1 - at / fade));
    });
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
