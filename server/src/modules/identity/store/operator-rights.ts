import { sql, type Tx } from '#platform/db';

/**
 * Runs `run` with the operator's rights inside `tx`, then goes back. Sign-in rows (passwords, sessions) are out of an
 * organization's reach; the few acts of an administrator that must touch them (suspend, remove, reset) come through
 * here after their own check. When `run` throws nothing is restored: the transaction ends anyway.
 */
export async function withOperatorRights<T>(tx: Tx, run: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ role: string }>`select current_user::text as role`.execute(tx);
  await sql`select set_config('role', 'carillon_operator', true)`.execute(tx);
  const result = await run();
  await sql`select set_config('role', ${rows[0]!.role}, true)`.execute(tx);
  return result;
}
