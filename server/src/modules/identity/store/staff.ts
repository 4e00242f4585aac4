import type { Tx } from '#platform/db';
import type { IdentityTables, StaffRow } from './tables.ts';
import { refuseDuplicate } from './unique-violation.ts';

/** @throws email_taken */
export async function insertStaff(tx: Tx, row: StaffRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('staffMembers').values(row).execute().catch(refuseDuplicate);
}

export async function findStaff(tx: Tx, id: string): Promise<StaffRow | null> {
  const query = tx.withTables<IdentityTables>().selectFrom('staffMembers').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

export async function hasStaff(tx: Tx): Promise<boolean> {
  const query = tx.withTables<IdentityTables>().selectFrom('staffMembers').select('id').limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

export type StaffPatch = Partial<Pick<StaffRow, 'name' | 'language' | 'timeZone' | 'theme' | 'lastSeenAt'>>;

export async function updateStaff(tx: Tx, id: string, patch: StaffPatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await tx.withTables<IdentityTables>().updateTable('staffMembers').set(patch).where('id', '=', id).execute();
}

/** Unused tokens of earlier starts die: only the link printed last works. */
export async function replaceSetupToken(tx: Tx, tokenHash: string, now: Temporal.Instant): Promise<void> {
  await tx.withTables<IdentityTables>().deleteFrom('setupTokens').where('usedAt', 'is', null).execute();
  await tx
    .withTables<IdentityTables>()
    .insertInto('setupTokens')
    .values({ tokenHash, createdAt: now, usedAt: null })
    .execute();
}

/** Marks the token used; false when it is unknown or was used. Two at once: one gets true. */
export async function useSetupToken(tx: Tx, tokenHash: string, now: Temporal.Instant): Promise<boolean> {
  const query = tx
    .withTables<IdentityTables>()
    .updateTable('setupTokens')
    .set({ usedAt: now })
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .returning('tokenHash');
  return (await query.executeTakeFirst()) !== undefined;
}
