import type { Clock, TimerHandle } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { Fact } from './fact.ts';
import type { FactsStore } from './facts-store.ts';

export interface FactsWriter {
  /**
   * Keeps facts; resolves when they are committed (or lost, which is logged). Never throws. `urgent`: somebody waits,
   * an INVITE goes out after the commit; other facts may wait for company.
   */
  append(facts: readonly Fact[], urgent: boolean): Promise<void>;
  /** Resolves when everything appended so far is written. */
  flush(): Promise<void>;
  readonly waiting: number;
}

const maxBatch = 500;
/** The most that a killed process forgets of what happened in a call that is known. */
const patienceMs = 50;

/**
 * The one batched writer of the process: while a batch commits the next one gathers, so that a burst of calls costs one
 * insert. Facts that the database refuses are tried once more, then given up with a log line: telephony goes on without
 * its database rather than not at all.
 */
export function createFactsWriter(deps: { store: FactsStore; log: Logger; clock: Clock }): FactsWriter {
  return new BatchedWriter(deps);
}

class BatchedWriter implements FactsWriter {
  readonly #deps: { store: FactsStore; log: Logger; clock: Clock };
  #gathering: Fact[] = [];
  #waiters: (() => void)[] = [];
  #writing: Promise<void> | null = null;
  #timer: TimerHandle | null = null;

  constructor(deps: { store: FactsStore; log: Logger; clock: Clock }) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#gathering.length;
  }

  append(facts: readonly Fact[], urgent: boolean): Promise<void> {
    if (facts.length === 0) return Promise.resolve();
    this.#gathering.push(...facts);
    if (urgent) {
      const committed = new Promise<void>((resolve) => this.#waiters.push(resolve));
      this.#start();
      return committed;
    }
    this.#startLater();
    return Promise.resolve();
  }

  async flush(): Promise<void> {
    while (this.#gathering.length > 0 || this.#writing !== null) {
      if (this.#gathering.length > 0) this.#start();
      await this.#writing;
    }
  }

  #start(): void {
    this.#clearTimer();
    // A turn later, so that the facts of every call handled in this turn share the insert.
    this.#writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#run());
  }

  /** Goes on while somebody waits; what came meanwhile and nobody waits for gets its own time for company. */
  async #run(): Promise<void> {
    do {
      const facts = this.#gathering.splice(0, maxBatch);
      const done = this.#gathering.length === 0 ? this.#waiters.splice(0) : [];
      await this.#write(facts);
      for (const resolve of done) resolve();
    } while (this.#waiters.length > 0);
    this.#writing = null;
    if (this.#gathering.length > 0) this.#startLater();
  }

  #startLater(): void {
    this.#timer ??= this.#deps.clock.setTimer(patienceMs, () => this.#start());
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#deps.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  async #write(facts: readonly Fact[]): Promise<void> {
    const { store, log } = this.#deps;
    try {
      await store.insert(facts);
    } catch (first) {
      log.warn({ error: first, facts: facts.length }, 'call facts not written, trying once more');
      await store.insert(facts).catch((error: unknown) => log.error({ error, facts: facts.length }, 'call facts lost'));
    }
  }
}
