/** About five seconds of 20 ms packets. */
const windowPackets = 256;
const updateEvery = 8;
/** A change of transit this large is a new clock at the sender, not jitter. */
const maxStepMs = 1_000;

/**
 * How unevenly packets arrive. The transit of a packet is arrival minus timestamp; its offset is arbitrary, so only the
 * distance to the fastest packet of the window counts.
 */
export class DelayEstimator {
  readonly #transits = new Float64Array(windowPackets);
  #count = 0;
  #last = 0;
  #fastest = 0;
  #spread = 0;

  /** Adds a packet; true when the sender's clock jumped and the window was started anew. */
  add(transitMs: number): boolean {
    const isStep = this.#count > 0 && Math.abs(transitMs - this.#last) > maxStepMs;
    if (isStep) this.#count = 0;
    this.#last = transitMs;
    this.#transits[this.#count % windowPackets] = transitMs;
    this.#count++;
    if (this.#count === 1 || transitMs < this.#fastest) this.#fastest = transitMs;
    if (this.#count % updateEvery === 0 || this.#count < updateEvery) this.#update();
    return isStep;
  }

  /** Transit of the fastest packet of the window, in milliseconds of arbitrary offset. */
  get fastestMs(): number {
    return this.#fastest;
  }

  /** How much later than the fastest 98 % of the packets arrive, at most. */
  get spreadMs(): number {
    return this.#spread;
  }

  #update(): void {
    const sorted = this.#transits.slice(0, Math.min(this.#count, windowPackets)).sort();
    this.#fastest = sorted[0] ?? 0;
    const index = Math.min(sorted.length - 1, Math.floor(sorted.length * 0.98));
    this.#spread = (sorted[index] ?? 0) - this.#fastest;
  }
}
