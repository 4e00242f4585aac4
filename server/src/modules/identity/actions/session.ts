import type { BodyOf, SessionView, identityOperations } from '@carillon/api';
import type { Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import type { IdentityContext } from '../context.ts';
import { publish } from '#platform/outbox';
import { presentMemberSession, presentStaffSession } from '../present.ts';
import { findOrganizationRow } from '../store/organizations.ts';
import {
  deleteSessionByToken,
  deleteSessions,
  findPasswordHash,
  sessionsOfUser,
  setPasswordHash,
} from '../store/sign-in.ts';
import { findStaff, updateStaff } from '../store/staff.ts';
import { findUserRow, updateUserRow } from '../store/users.ts';

/** Sessions belong to people. @throws forbidden for API keys and the system */
export function personOf(actor: Actor): { readonly kind: 'user' | 'staff'; readonly userId: string } {
  if (actor.kind === 'user' || actor.kind === 'staff') return actor;
  throw appError('forbidden');
}

async function viewWithin(tx: Tx, userId: string): Promise<SessionView> {
  const user = await findUserRow(tx, userId);
  const organization = user ? await findOrganizationRow(tx, user.organizationId) : null;
  if (user && organization) return presentMemberSession(user, organization);
  const staff = await findStaff(tx, userId);
  if (!staff) throw appError('signed_out');
  return presentStaffSession(staff);
}

export function sessionView(context: IdentityContext, userId: string): Promise<SessionView> {
  return context.db.read(operatorScope, (tx) => viewWithin(tx, userId));
}

export async function endSession(context: IdentityContext, token: string): Promise<void> {
  await context.db.transaction(operatorScope, (tx) => deleteSessionByToken(tx, hashToken(token)));
}

type Preferences = BodyOf<typeof identityOperations.updatePreferences>;

export async function updatePreferences(
  context: IdentityContext,
  actor: Actor,
  change: Preferences,
): Promise<SessionView> {
  const person = personOf(actor);
  return context.db.transaction(operatorScope, async (tx) => {
    const patch = definedOnly(change);
    await (person.kind === 'user' ? updateUserRow(tx, person.userId, patch) : updateStaff(tx, person.userId, patch));
    if (actor.kind === 'user') {
      const { userId, organizationId } = actor;
      await publish(tx, 'identity.user.changed', userId, {
        organizationId,
        userId,
        at: context.clock.now().toString(),
      });
    }
    return viewWithin(tx, person.userId);
  });
}

/** With `exactOptionalPropertyTypes` an absent field and an undefined one differ; rows want them absent. */
export function definedOnly<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as never;
}

export type PasswordChange = {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly sessionToken: string | null;
};

/** Other sessions end: whoever else knew the old password is out. @throws invalid_credentials */
export async function changePassword(context: IdentityContext, actor: Actor, change: PasswordChange): Promise<void> {
  const { userId } = personOf(actor);
  const current = await context.db.read(operatorScope, (tx) => findPasswordHash(tx, userId));
  const right = current !== null && (await context.passwords.verifyPassword(current, change.currentPassword));
  if (!right) throw appError('invalid_credentials');
  const hash = await context.passwords.hashPassword(change.newPassword);
  await context.db.transaction(operatorScope, async (tx) => {
    await setPasswordHash(tx, userId, hash, context.clock.now());
    const exceptTokenHash = change.sessionToken ? hashToken(change.sessionToken) : undefined;
    await deleteSessions(tx, { userId, exceptTokenHash });
    await context.audit(tx, actor, 'identity.password.changed', { kind: 'user', id: userId });
  });
  // Connections do not know their session: all end, and the one that is still signed in comes back.
  context.realtime.dropActor(userId);
}

export async function listSessions(context: IdentityContext, actor: Actor, sessionToken: string | null) {
  const { userId } = personOf(actor);
  const rows = await context.db.read(operatorScope, (tx) => sessionsOfUser(tx, userId, context.clock.now()));
  const currentHash = sessionToken ? hashToken(sessionToken) : null;
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toString(),
    lastSeenAt: row.updatedAt.toString(),
    ipAddress: row.ipAddress,
    userAgent: row.userAgent,
    current: row.token === currentHash,
  }));
}

/** @throws not_found when the session is not one of the actor's own */
export async function revokeSession(context: IdentityContext, actor: Actor, sessionId: string): Promise<void> {
  const { userId } = personOf(actor);
  const ended = await context.db.transaction(operatorScope, (tx) =>
    deleteSessions(tx, { userId, only: { id: sessionId } }),
  );
  if (ended === 0) throw appError('not_found');
  context.realtime.dropActor(userId);
}
