import type { Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import type { RequestHead } from '#platform/http';
import { apiKeyPattern } from '../domain/api-key.ts';
import { isStale, sessionLifetime } from '../domain/session.ts';
import type { IdentityContext } from '../context.ts';
import { readSessionCookie } from '../session-cookie.ts';
import { findApiKeyBySecret, touchApiKey } from '../store/api-keys.ts';
import { findSessionOwner, touchSession, type SessionOwner } from '../store/sign-in.ts';
import { updateStaff } from '../store/staff.ts';
import { updateUserRow } from '../store/users.ts';

/**
 * Who sends a request. A bearer key, when there is one, decides alone: a key never becomes a session, nor does a
 * cookie make up for a bad key.
 */
export async function authenticate(
  context: IdentityContext,
  request: Pick<RequestHead, 'headers'>,
): Promise<Actor | null> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authenticateKey(context, authorization);
  const token = readSessionCookie(request.headers);
  return token ? authenticateSession(context, token) : null;
}

async function authenticateKey(context: IdentityContext, authorization: string): Promise<Actor | null> {
  const secret = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (!secret || !apiKeyPattern.test(secret)) return null;
  const now = context.clock.now();
  return context.db.transaction(operatorScope, async (tx) => {
    const key = await findApiKeyBySecret(tx, hashToken(secret));
    if (!key || key.revokedAt || (key.expiresAt && Temporal.Instant.compare(key.expiresAt, now) <= 0)) return null;
    if (isStale(key.lastUsedAt, now)) await touchApiKey(tx, key.id, now);
    const { id: apiKeyId, organizationId, permissions, name } = key;
    return { kind: 'api_key', apiKeyId, organizationId, permissions, name };
  });
}

async function authenticateSession(context: IdentityContext, token: string): Promise<Actor | null> {
  const now = context.clock.now();
  return context.db.transaction(operatorScope, async (tx) => {
    const session = await findSessionOwner(tx, hashToken(token));
    if (!session || Temporal.Instant.compare(session.expiresAt, now) <= 0) return null;
    const actor = actorOf(session);
    if (actor && isStale(session.updatedAt, now)) await recordUse(tx, session, now);
    return actor;
  });
}

function actorOf(session: SessionOwner): Actor | null {
  const { userId, staffName, memberName, organizationId, role } = session;
  if (staffName !== null) return { kind: 'staff', userId, name: staffName };
  if (session.state !== 'active' || session.removedAt || !organizationId || !role || memberName === null) return null;
  return { kind: 'user', userId, organizationId, role, name: memberName };
}

async function recordUse(tx: Tx, session: SessionOwner, now: Temporal.Instant): Promise<void> {
  await touchSession(tx, session.id, now, sessionLifetime(session.createdAt, now));
  const seen = { lastSeenAt: now };
  await (session.staffName === null ? updateUserRow(tx, session.userId, seen) : updateStaff(tx, session.userId, seen));
}
