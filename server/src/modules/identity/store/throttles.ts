import { sql, type Tx } from '#platform/db';
import type { IdentityTables, ThrottleRow } from './tables.ts';

/** The counter of `key`, held until the transaction ends, so that parallel guesses are counted one by one. */
export async function lockThrottle(tx: Tx, key: string, now: Temporal.Instant): Promise<ThrottleRow> {
  const fresh = { key, failures: 0, windowStartedAt: now, blockedUntil: null };
  const rows = await tx
    .withTables<IdentityTables>()
    .insertInto('signInThrottles')
    .values(fresh)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ failures: sql`sign_in_throttles.failures` }))
    .returningAll()
    .execute();
  return rows[0] ?? fresh;
}

export async function saveThrottle(tx: Tx, row: ThrottleRow): Promise<void> {
  const { key, ...change } = row;
  await tx.withTables<IdentityTables>().updateTable('signInThrottles').set(change).where('key', '=', key).execute();
}

/** Takes one counted attempt back, because it succeeded. */
export async function forgiveThrottle(tx: Tx, key: string): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('signInThrottles')
    .set({ failures: sql`greatest(failures - 1, 0)`, blockedUntil: null })
    .where('key', '=', key)
    .execute();
}

export async function clearThrottle(tx: Tx, key: string): Promise<void> {
  await tx.withTables<IdentityTables>().deleteFrom('signInThrottles').where('key', '=', key).execute();
}

/** Counters whose window ended long ago, which count for nothing any more. */
export async function deleteOldThrottles(tx: Tx, before: Temporal.Instant): Promise<number> {
  const query = tx.withTables<IdentityTables>().deleteFrom('signInThrottles').where('windowStartedAt', '<', before);
  return (await query.returning('key').execute()).length;
}
