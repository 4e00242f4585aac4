import type { Clock, TimerHandle } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/log';
import { storeBans } from '../../store/sip-bans.ts';
import type { Ban } from './bans.ts';

/** Writes bans behind the guard, many in one statement: an attack from many addresses costs the database little. */
export interface BanKeeper {
  note(ban: Ban): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const delayMs = 1_000;
const maxBatch = 500;
const keepMs = 7 * 24 * 3600_000;

export function createBanKeeper(deps: { db: Database; clock: Clock; log: Logger }): BanKeeper {
  const { db, clock, log } = deps;
  let waiting: Ban[] = [];
  let timer: TimerHandle | null = null;
  let writing: Promise<void> = Promise.resolve();

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await storeBans(db, batch, { nowMs: clock.nowMs(), keepMs }).catch((error: unknown) => {
        // In force all the same; lost only if the server restarts before they end.
        log.warn({ error, bans: batch.length }, 'SIP bans not stored');
      });
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(writeAll);
    return writing;
  };
  return {
    note(ban) {
      waiting.push(ban);
      timer ??= clock.setTimer(delayMs, () => {
        timer = null;
        void flush();
      });
    },
    flush,
    async stop() {
      if (timer !== null) clock.clearTimer(timer);
      await flush();
    },
  };
}
