import { sql } from 'kysely';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { operatorScope, type Database } from './db.ts';
import type { Jobs } from './jobs.ts';

/** Answers are replayed for a day (`http/idempotency`). */
const keepAnswersHours = 24;

/** Defines the hourly clean-up of what the platform itself keeps. */
export function defineMaintenance(deps: { jobs: Jobs; db: Database; clock: Clock }): void {
  const job = deps.jobs.define('platform.remove_old_rows', z.object({}), async () => {
    const before = deps.clock.now().subtract({ hours: keepAnswersHours });
    await deps.db.transaction(operatorScope, (tx) =>
      sql`delete from idempotency_key where created_at < ${before}`.execute(tx),
    );
  });
  deps.jobs.schedule(job, '17 * * * *', {});
}
