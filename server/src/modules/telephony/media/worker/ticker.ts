import { performance } from 'node:perf_hooks';
import type { ReportError } from './recovery.ts';

export const tickMs = 20;

/** A late thread makes up for this many ticks at most; older sound is of no use to anybody. */
const maximumCatchUp = 5;

/**
 * The beat of generated sound, one for all legs of a thread. It corrects itself: each tick is due at a multiple of
 * 20 ms from the start, whenever the last one ran (a plain interval drifts by 1 %). Stands still when nobody listens.
 */
export class Ticker {
  readonly #listeners = new Set<(nowMs: number) => void>();
  readonly #report: ReportError;
  #timer: NodeJS.Timeout | null = null;
  #dueMs = 0;

  constructor(report: ReportError) {
    this.#report = report;
  }

  /** When the next tick is due, for a loop that blocks the thread; null when standing still. */
  get nextDeadline(): number | null {
    return this.#timer === null ? null : this.#dueMs;
  }

  add(listener: (nowMs: number) => void): void {
    this.#listeners.add(listener);
    if (this.#timer !== null) return;
    this.#dueMs = performance.now() + tickMs;
    this.#schedule();
  }

  remove(listener: (nowMs: number) => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    this.#timer = setTimeout(this.#run, Math.max(0, this.#dueMs - performance.now()));
  }

  readonly #run = (): void => {
    const now = performance.now();
    // Node rounds timers down to whole milliseconds.
    if (now >= this.#dueMs - 1) this.#beat(now);
    if (this.#timer !== null) this.#schedule();
  };

  #beat(now: number): void {
    const missed = Math.floor((now - this.#dueMs) / tickMs);
    if (missed > maximumCatchUp) this.#dueMs += (missed - maximumCatchUp) * tickMs;
    do {
      const due = this.#dueMs;
      this.#dueMs += tickMs;
      for (const listener of this.#listeners) this.#call(listener, due);
    } while (this.#dueMs <= now && this.#listeners.size > 0);
  }

  /** A listener that throws is not called again: it would throw fifty times a second. */
  #call(listener: (nowMs: number) => void, dueMs: number): void {
    try {
      listener(dueMs);
    } catch (error) {
      this.#listeners.delete(listener);
      this.#report(error);
    }
  }
}
