/** Somebody speaks when this loud; below, and not much above their room, it is breath and typing. */
const speechDbfs = -40;
/** A pause between words is no end of speaking. */
const hangoverMs = 800;
/** The list is told at most this often. */
const tellIntervalMs = 300;

/** Who speaks in a room, loudest first. Pure: levels and time are passed in. */
export class SpeakerWatch {
  readonly #speakers = new Map<string, { levelDbfs: number; lastMs: number }>();
  #told: readonly string[] = [];
  #toldMs = -Infinity;

  /** What one party said in this frame. */
  note(legId: string, levelDbfs: number, nowMs: number): void {
    if (levelDbfs < speechDbfs) return;
    const known = this.#speakers.get(legId);
    // The loudest rises at once and sinks slowly, so that two who talk at once do not change places all the time.
    const level = known ? Math.max(levelDbfs, known.levelDbfs - 0.5) : levelDbfs;
    this.#speakers.set(legId, { levelDbfs: level, lastMs: nowMs });
  }

  forget(legId: string): void {
    this.#speakers.delete(legId);
  }

  /** The speakers when they are others than told last, otherwise null. */
  changes(nowMs: number): readonly string[] | null {
    if (nowMs - this.#toldMs < tellIntervalMs) return null;
    for (const [legId, { lastMs }] of this.#speakers) if (nowMs - lastMs > hangoverMs) this.#speakers.delete(legId);
    const loudestFirst = [...this.#speakers].toSorted(([, left], [, right]) => right.levelDbfs - left.levelDbfs);
    const now = loudestFirst.map(([legId]) => legId);
    if (now.length === this.#told.length && now.every((legId) => this.#told.includes(legId))) return null;
    this.#told = now;
    this.#toldMs = nowMs;
    return now;
  }
}
