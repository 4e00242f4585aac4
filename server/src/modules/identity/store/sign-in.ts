import { newId } from '#platform/ids';
import type { Tx } from '#platform/db';
import { refuseDuplicate } from './unique-violation.ts';
import type { AuthSessionRow, IdentityTables, UserRow } from './tables.ts';

/** Rows that better-auth reads at sign-in. All of it needs the operator's rights. */

export type Credential = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly now: Temporal.Instant;
};

/** Lets a person sign in with a password. @throws email_taken */
export async function insertCredential(tx: Tx, credential: Credential): Promise<void> {
  const { userId, now } = credential;
  const times = { createdAt: now, updatedAt: now };
  const user = {
    id: userId,
    name: credential.name,
    email: credential.email,
    emailVerified: true,
    image: null,
    ...times,
  };
  await tx.withTables<IdentityTables>().insertInto('authUsers').values(user).execute().catch(refuseDuplicate);
  await tx
    .withTables<IdentityTables>()
    .insertInto('authAccounts')
    .values({
      id: newId(),
      userId,
      accountId: userId,
      providerId: 'credential',
      password: credential.passwordHash,
      ...times,
    })
    .execute();
}

export async function findPasswordHash(tx: Tx, userId: string): Promise<string | null> {
  const query = tx
    .withTables<IdentityTables>()
    .selectFrom('authAccounts')
    .select('password')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential');
  return (await query.executeTakeFirst())?.password ?? null;
}

export async function setPasswordHash(tx: Tx, userId: string, password: string, now: Temporal.Instant): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('authAccounts')
    .set({ password, updatedAt: now })
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .execute();
}

/** The person can no longer sign in and the address is free; sessions go with it. */
export async function deleteCredential(tx: Tx, userId: string): Promise<void> {
  await tx.withTables<IdentityTables>().deleteFrom('authUsers').where('id', '=', userId).execute();
}

export type SessionOwner = Pick<AuthSessionRow, 'id' | 'userId' | 'expiresAt' | 'createdAt' | 'updatedAt'> & {
  memberName: string | null;
  organizationId: string | null;
  role: UserRow['role'] | null;
  state: UserRow['state'] | null;
  removedAt: Temporal.Instant | null;
  staffName: string | null;
};

/** The session of a cookie with the member or staff person behind it, in one query: it runs for every request. */
export async function findSessionOwner(tx: Tx, tokenHash: string): Promise<SessionOwner | null> {
  const query = tx
    .withTables<IdentityTables>()
    .selectFrom('authSessions as s')
    .leftJoin('users as u', 'u.id', 's.userId')
    .leftJoin('staffMembers as f', 'f.id', 's.userId')
    .select(['s.id', 's.userId', 's.expiresAt', 's.createdAt', 's.updatedAt'])
    .select(['u.name as memberName', 'u.organizationId', 'u.role', 'u.state', 'u.removedAt', 'f.name as staffName'])
    .where('s.token', '=', tokenHash);
  return (await query.executeTakeFirst()) ?? null;
}

export async function touchSession(
  tx: Tx,
  id: string,
  now: Temporal.Instant,
  expiresAt: Temporal.Instant,
): Promise<void> {
  const change = { updatedAt: now, expiresAt };
  await tx.withTables<IdentityTables>().updateTable('authSessions').set(change).where('id', '=', id).execute();
}

export async function sessionsOfUser(tx: Tx, userId: string, now: Temporal.Instant): Promise<AuthSessionRow[]> {
  return tx
    .withTables<IdentityTables>()
    .selectFrom('authSessions')
    .selectAll()
    .where('userId', '=', userId)
    .where('expiresAt', '>', now)
    .orderBy('updatedAt', 'desc')
    .execute();
}

export type SessionFilter = {
  readonly userId: string;
  readonly only?: { id: string } | undefined;
  readonly exceptTokenHash?: string | undefined;
};

/** Ends sessions; returns how many there were. */
export async function deleteSessions(tx: Tx, filter: SessionFilter): Promise<number> {
  let query = tx.withTables<IdentityTables>().deleteFrom('authSessions').where('userId', '=', filter.userId);
  if (filter.only) query = query.where('id', '=', filter.only.id);
  if (filter.exceptTokenHash) query = query.where('token', '!=', filter.exceptTokenHash);
  return (await query.returning('id').execute()).length;
}

export async function deleteSessionByToken(tx: Tx, tokenHash: string): Promise<void> {
  await tx.withTables<IdentityTables>().deleteFrom('authSessions').where('token', '=', tokenHash).execute();
}

/** Where the session was opened, for the list that its owner sees. */
export async function describeSession(
  tx: Tx,
  tokenHash: string,
  origin: { readonly ipAddress: string; readonly userAgent: string | null },
): Promise<void> {
  const change = { ipAddress: origin.ipAddress, userAgent: origin.userAgent?.slice(0, 400) ?? null };
  await tx
    .withTables<IdentityTables>()
    .updateTable('authSessions')
    .set(change)
    .where('token', '=', tokenHash)
    .execute();
}
