import { operatorScope, type Database, type Tx } from '#platform/db';
import type { Ban } from '../signalling/guard/bans.ts';
import type { NewBan } from '../signalling/guard/guard.ts';
import type { BlockReason } from '../signalling/guard/incident.ts';
import type { TelephonyTables } from '../tables.ts';

const bans = (tx: Tx) => tx.withTables<TelephonyTables>();
const instant = (ms: number): string => new Date(ms).toISOString();

/** Bans that hold at `now`; of two for one source the newer comes last. */
export async function bansInForce(tx: Tx, now: Temporal.Instant): Promise<NewBan[]> {
  const rows = await bans(tx)
    .selectFrom('sipBans')
    .selectAll()
    .where('expiresAt', '>', now.toString() as never)
    .where('liftedAt', 'is', null)
    .orderBy('bannedAt')
    .limit(10_000)
    .execute();
  return rows.map(({ reason, bannedAt, expiresAt, liftedAt: _liftedAt, ...row }) => ({
    ...row,
    reason: reason as BlockReason,
    sinceMs: bannedAt.epochMilliseconds,
    untilMs: expiresAt.epochMilliseconds,
  }));
}

/** Adds bans, in one statement. */
export async function insertBans(tx: Tx, made: readonly Ban[]): Promise<void> {
  const rows = made.map(({ id, source, reason, strikes, note, bannedBy, incident, sinceMs, untilMs }) => ({
    ...{ id, source, reason, strikes, note, bannedBy },
    names: [...incident.names],
    bannedAt: instant(sinceMs),
    expiresAt: instant(untilMs),
    liftedAt: null,
  }));
  await bans(tx).insertInto('sipBans').values(rows).execute();
}

/** Ends every ban of a source. */
export async function markLifted(tx: Tx, source: string, at: Temporal.Instant): Promise<void> {
  await bans(tx)
    .updateTable('sipBans')
    .set({ liftedAt: at.toString() })
    .where('source', '=', source)
    .where('liftedAt', 'is', null)
    .execute();
}

/** Writes bans that the guard decided, and forgets those that ended more than `keepMs` ago. */
export async function storeBans(
  db: Database,
  made: readonly Ban[],
  { nowMs, keepMs }: { readonly nowMs: number; readonly keepMs: number },
): Promise<void> {
  await db.transaction(operatorScope, async (tx) => {
    await insertBans(tx, made);
    await bans(tx)
      .deleteFrom('sipBans')
      .where('expiresAt', '<', instant(nowMs - keepMs) as never)
      .execute();
  });
}
