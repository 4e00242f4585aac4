import type { Clock, TimerHandle } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { Call } from '../call/types.ts';
import type { RecordsStore } from './records-store.ts';

export interface RecordsWriter {
  /** Hands in a call that is over. Its facts must be written before. */
  add(call: Call): void;
  /** A call handed in whose rows cannot be read yet. */
  find(callId: string): Call | undefined;
  flush(): Promise<void>;
  readonly waiting: number;
}

const maxBatch = 200;
/** Nobody waits for a record but the log on the screen; calls that end in this time share a transaction. */
const patienceMs = 150;

/**
 * Calls that end together share a transaction. When the database refuses, the facts are still there: the sweeper makes
 * the same records from them once this process no longer claims the call.
 */
export function createRecordsWriter(deps: {
  store: RecordsStore;
  factsWritten: () => Promise<void>;
  written: (calls: readonly Call[]) => void;
  clock: Clock;
  log: Logger;
}): RecordsWriter {
  const waiting: Call[] = [];
  const unwritten = new Map<string, Call>();
  let writing: Promise<void> | null = null;
  let timer: TimerHandle | null = null;

  const writeBatch = async (calls: readonly Call[]): Promise<void> => {
    try {
      await deps.factsWritten();
      await deps.store.insert(calls);
      deps.written(calls);
    } catch (error) {
      deps.log.error({ error, callIds: calls.map((call) => call.id) }, 'call records not written, left to the sweeper');
    } finally {
      for (const { id } of calls) unwritten.delete(id);
    }
  };

  /** Those that wait now; calls that end meanwhile get their own time for company. */
  const run = async (): Promise<void> => {
    for (let left = waiting.length; left > 0;) {
      const calls = waiting.splice(0, Math.min(left, maxBatch));
      left -= calls.length;
      await writeBatch(calls);
    }
    writing = null;
    if (waiting.length > 0) startLater();
  };

  const start = (): void => {
    if (timer !== null) deps.clock.clearTimer(timer);
    timer = null;
    // A turn later: a run that finds nothing must not end before it is noted as running.
    writing ??= Promise.resolve().then(run);
  };

  const startLater = (): void => {
    timer ??= deps.clock.setTimer(patienceMs, start);
  };

  return {
    add(call) {
      waiting.push(call);
      unwritten.set(call.id, call);
      startLater();
    },
    find: (callId) => unwritten.get(callId),
    async flush() {
      while (waiting.length > 0 || writing !== null) {
        start();
        await writing;
      }
    },
    get waiting() {
      return waiting.length;
    },
  };
}
