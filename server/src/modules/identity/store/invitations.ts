import type { Tx } from '#platform/db';
import type { IdentityTables, InvitationRow, PasswordResetRow } from './tables.ts';

export async function insertInvitation(tx: Tx, row: InvitationRow): Promise<void> {
  await tx.withTables<IdentityTables>().insertInto('invitations').values(row).execute();
}

/** Held until the transaction ends: of two who accept at once, the second sees it accepted. */
export async function lockInvitationByToken(tx: Tx, tokenHash: string): Promise<InvitationRow | null> {
  const query = tx
    .withTables<IdentityTables>()
    .selectFrom('invitations')
    .selectAll()
    .where('tokenHash', '=', tokenHash);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

export async function findInvitationByToken(tx: Tx, tokenHash: string): Promise<InvitationRow | null> {
  const query = tx
    .withTables<IdentityTables>()
    .selectFrom('invitations')
    .selectAll()
    .where('tokenHash', '=', tokenHash);
  return (await query.executeTakeFirst()) ?? null;
}

export async function lockInvitation(tx: Tx, id: string): Promise<InvitationRow | null> {
  const query = tx.withTables<IdentityTables>().selectFrom('invitations').selectAll().where('id', '=', id);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

/** Neither accepted nor taken back, newest first; expired ones too, so that they can be seen and taken back. */
export async function openInvitations(tx: Tx, organizationId: string): Promise<InvitationRow[]> {
  return tx
    .withTables<IdentityTables>()
    .selectFrom('invitations')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .orderBy('id', 'desc')
    .execute();
}

export type InvitationPatch = Partial<Pick<InvitationRow, 'acceptedAt' | 'revokedAt' | 'mailed'>>;

export async function updateInvitation(tx: Tx, id: string, patch: InvitationPatch): Promise<void> {
  await tx.withTables<IdentityTables>().updateTable('invitations').set(patch).where('id', '=', id).execute();
}

/** Of a member who is removed before accepting. */
export async function revokeInvitationsOf(tx: Tx, userId: string, now: Temporal.Instant): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('invitations')
    .set({ revokedAt: now })
    .where('userId', '=', userId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .execute();
}

/** A new reset link replaces earlier ones. */
export async function replacePasswordReset(tx: Tx, row: PasswordResetRow): Promise<void> {
  await deletePasswordResets(tx, row.userId);
  await tx.withTables<IdentityTables>().insertInto('passwordResets').values(row).execute();
}

/** Unused links of the user stop working. */
export async function deletePasswordResets(tx: Tx, userId: string): Promise<void> {
  const links = tx.withTables<IdentityTables>().deleteFrom('passwordResets');
  await links.where('userId', '=', userId).where('usedAt', 'is', null).execute();
}

export async function lockPasswordReset(tx: Tx, tokenHash: string): Promise<PasswordResetRow | null> {
  const query = tx
    .withTables<IdentityTables>()
    .selectFrom('passwordResets')
    .selectAll()
    .where('tokenHash', '=', tokenHash);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

export async function markPasswordResetUsed(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('passwordResets')
    .set({ usedAt: now })
    .where('id', '=', id)
    .execute();
}
