import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { FactKind } from '../call/effects.ts';
import type { FactsStore } from './facts-store.ts';

export type Fact = {
  readonly callId: string;
  readonly organizationId: string;
  readonly sequence: number;
  readonly kind: FactKind;
  readonly legId: string | null;
  readonly atMs: number;
  readonly data: Record<string, unknown>;
};

export interface FactsWriter {
  /** Keeps facts; resolves when they are committed (or lost, which is logged). Never throws. */
  append(facts: readonly Fact[]): Promise<void>;
  /** Resolves when everything appended so far is written. */
  flush(): Promise<void>;
  readonly waiting: number;
}

const maxBatch = 500;

/**
 * The one batched writer of the process: while a batch commits the next one gathers, so that a burst of calls costs one
 * insert. Facts that the database refuses are tried once more, then given up with a log line: telephony goes on without
 * its database rather than not at all.
 */
export function createFactsWriter(deps: { store: FactsStore; log: Logger; clock: Clock }): FactsWriter {
  let gathering: Fact[] = [];
  let waiters: (() => void)[] = [];
  let writing: Promise<void> | null = null;

  const writeBatch = async (facts: readonly Fact[]): Promise<void> => {
    try {
      await deps.store.insert(facts);
    } catch (first) {
      deps.log.warn({ error: first, facts: facts.length }, 'call facts not written, trying once more');
      await deps.store.insert(facts).catch((error: unknown) => {
        deps.log.error({ error, facts: facts.length }, 'call facts lost');
      });
    }
  };

  const run = async (): Promise<void> => {
    while (gathering.length > 0) {
      const facts = gathering.splice(0, maxBatch);
      const done = gathering.length === 0 ? waiters : [];
      if (gathering.length === 0) waiters = [];
      await writeBatch(facts);
      for (const resolve of done) resolve();
    }
    writing = null;
  };

  return {
    append(facts) {
      if (facts.length === 0) return Promise.resolve();
      gathering.push(...facts);
      const committed = new Promise<void>((resolve) => waiters.push(resolve));
      // A turn later, so that the facts of every call handled in this turn share the insert.
      writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(run);
      return committed;
    },
    async flush() {
      while (writing !== null) await writing;
    },
    get waiting() {
      return gathering.length;
    },
  };
}
