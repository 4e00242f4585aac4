import type { Tx } from '#platform/db';
import type { ApiKeyRow, IdentityTables } from './tables.ts';

export async function insertApiKey(tx: Tx, row: ApiKeyRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('apiKeys').values(row).execute();
}

export async function apiKeysOf(tx: Tx, organizationId: string): Promise<ApiKeyRow[]> {
  const query = tx
    .withTables<IdentityTables>()
    .selectFrom('apiKeys')
    .selectAll()
    .where('organizationId', '=', organizationId);
  return query.orderBy('id', 'desc').execute();
}

export async function findApiKey(tx: Tx, id: string): Promise<ApiKeyRow | null> {
  const query = tx.withTables<IdentityTables>().selectFrom('apiKeys').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

export async function findApiKeyBySecret(tx: Tx, secretHash: string): Promise<ApiKeyRow | null> {
  const query = tx.withTables<IdentityTables>().selectFrom('apiKeys').selectAll().where('secretHash', '=', secretHash);
  return (await query.executeTakeFirst()) ?? null;
}

export async function touchApiKey(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.withTables<IdentityTables>().updateTable('apiKeys').set({ lastUsedAt: now }).where('id', '=', id).execute();
}

export async function markApiKeyRevoked(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.withTables<IdentityTables>().updateTable('apiKeys').set({ revokedAt: now }).where('id', '=', id).execute();
}

/** Revokes what `userId` made; returns how many keys were live. */
export async function revokeApiKeysOf(tx: Tx, userId: string, now: Temporal.Instant): Promise<number> {
  const query = tx
    .withTables<IdentityTables>()
    .updateTable('apiKeys')
    .set({ revokedAt: now })
    .where('createdByUserId', '=', userId)
    .where('revokedAt', 'is', null)
    .returning('id');
  return (await query.execute()).length;
}
