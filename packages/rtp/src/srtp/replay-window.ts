/** Which of the last 64 packet indexes were seen (RFC 3711 3.3.2). */
export class ReplayWindow {
  readonly #seen = new Float64Array(64).fill(-1);
  #highest = -1;

  /** False for a repeated index and for one too old to tell. */
  isFresh(index: number): boolean {
    if (index > this.#highest) return true;
    return index > this.#highest - 64 && this.#seen[index % 64] !== index;
  }

  accept(index: number): void {
    this.#seen[index % 64] = index;
    if (index > this.#highest) this.#highest = index;
  }
}
