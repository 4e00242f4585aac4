import { Generations } from './generations.ts';

type Failures = { count: number; lockedUntilMs: number; lastMs: number };

const triesBeforeLock = 5;
const firstLockMs = 30_000;
const longestLockMs = 24 * 3600_000;
/** Failures older than this are forgotten. */
const memoryMs = 3600_000;
const maxRemembered = 20_000;

/** Wrong passwords by source and name: after five the name is locked for this source, each time twice as long. */
export class LockOuts {
  readonly #failures = new Generations<Failures>(maxRemembered);

  /** Counts a wrong password. Returns until when the name is locked for the source, or null. */
  noteFailure(source: string, name: string, nowMs: number): number | null {
    const entry = this.#entry(`${source} ${name}`, nowMs);
    entry.count += 1;
    entry.lastMs = nowMs;
    const over = entry.count - triesBeforeLock;
    if (over < 0) return null;
    entry.lockedUntilMs = nowMs + Math.min(longestLockMs, firstLockMs * 2 ** over);
    return entry.lockedUntilMs;
  }

  noteSuccess(source: string, name: string): void {
    this.#failures.delete(`${source} ${name}`);
  }

  isLocked(source: string, name: string, nowMs: number): boolean {
    return (this.#failures.get(`${source} ${name}`)?.lockedUntilMs ?? 0) > nowMs;
  }

  #entry(key: string, nowMs: number): Failures {
    const known = this.#failures.get(key);
    if (known !== undefined && (nowMs - known.lastMs < memoryMs || nowMs < known.lockedUntilMs)) return known;
    const fresh = { count: 0, lockedUntilMs: 0, lastMs: nowMs };
    this.#failures.set(key, fresh);
    return fresh;
  }
}
