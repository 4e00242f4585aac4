/** A clock that stands still until told to move, so that 32 seconds of protocol timers pass in microseconds. */
import type { SipClock } from '../endpoint/types.ts';

type Waiting = { readonly dueMs: number; readonly order: number; readonly callback: () => void };

export class FakeClock implements SipClock {
  #nowMs = 0;
  #order = 0;
  readonly #waiting = new Set<Waiting>();

  now(): number {
    return this.#nowMs;
  }

  /** Callbacks not yet run. */
  get pending(): number {
    return this.#waiting.size;
  }

  after(delayMs: number, callback: () => void): () => void {
    const waiting = { dueMs: this.#nowMs + Math.max(0, delayMs), order: (this.#order += 1), callback };
    this.#waiting.add(waiting);
    return () => void this.#waiting.delete(waiting);
  }

  /**
   * Moves on, running what falls due in order. Between callbacks promise chains get to run, since handlers of
   * arriving messages may be asynchronous.
   */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(until); next !== null; next = this.#next(until)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#waiting.delete(next);
      next.callback();
      await settle();
    }
    this.#nowMs = until;
  }

  /** Advances until the condition holds, at most `limitMs`; returns whether it held. */
  async until(condition: () => boolean, limitMs = 120_000): Promise<boolean> {
    const end = this.#nowMs + limitMs;
    await settle();
    while (!condition() && this.#nowMs < end) {
      const next = this.#next(end);
      await this.advance(next === null ? end - this.#nowMs : next.dueMs - this.#nowMs);
    }
    return condition();
  }

  #next(until: number): Waiting | null {
    let best: Waiting | null = null;
    for (const waiting of this.#waiting) {
      if (waiting.dueMs > until) continue;
      if (best === null || waiting.dueMs < best.dueMs || (waiting.dueMs === best.dueMs && waiting.order < best.order)) {
        best = waiting;
      }
    }
    return best;
  }
}

/** Lets promise chains of a few links finish without touching real timers. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
