import type { BodyOf, QueryOf, UserView, identityOperations } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { publish } from '#platform/outbox';
import type { IdentityContext } from '../context.ts';
import { decodeCursor, encodeCursor } from '../domain/cursor.ts';
import { keepOneAdministrator, requireManageableRole, requireManageableUser, requireUser } from '../policy.ts';
import { presentUser } from '../present.ts';
import { revokeInvitationsOf, deletePasswordResets } from '../store/invitations.ts';
import { withOperatorRights } from '../store/operator-rights.ts';
import { findOrganizationRow } from '../store/organizations.ts';
import { deleteCredential, deleteSessions } from '../store/sign-in.ts';
import type { UserRow } from '../store/tables.ts';
import { pageOfUsers, updateUserRow } from '../store/users.ts';
import { requireFreeExtension } from './extension.ts';
import { definedOnly } from './session.ts';

async function views(context: IdentityContext, tx: Tx, actor: Actor, users: readonly UserRow[]): Promise<UserView[]> {
  const first = users[0];
  if (!first) return [];
  const organization = await findOrganizationRow(tx, first.organizationId);
  if (!organization) throw new Error('A member without an organization');
  const ids = users.map((user) => user.id);
  const numbers = await context.ports().numbers.numbersOfUsers(scopeOf(actor), ids, tx);
  return users.map((user) => presentUser({ user, organization, numbers: numbers.get(user.id) }));
}

export async function viewOfUser(context: IdentityContext, tx: Tx, actor: Actor, user: UserRow): Promise<UserView> {
  return (await views(context, tx, actor, [user]))[0]!;
}

/** @throws invalid_cursor */
export async function listUserViews(
  context: IdentityContext,
  actor: Actor,
  query: QueryOf<typeof identityOperations.listUsers>,
) {
  const organizationId = organizationOf(actor);
  const after = query.cursor ? nameCursor(query.cursor) : null;
  return context.db.read(scopeOf(actor), async (tx) => {
    const rows = await pageOfUsers(tx, { organizationId, q: query.q, after, limit: query.limit });
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    return {
      items: await views(context, tx, actor, items),
      nextCursor: last ? encodeCursor([last.name.toLowerCase(), last.id]) : null,
    };
  });
}

/** @throws invalid_cursor */
export function nameCursor(cursor: string): { name: string; id: string } {
  const [name, id] = decodeCursor(cursor, 2) ?? [];
  if (name === undefined || id === undefined || !/^[0-9a-f-]{36}$/.test(id)) throw appError('invalid_cursor');
  return { name, id };
}

export function readUser(context: IdentityContext, actor: Actor, userId: string): Promise<UserView> {
  return context.db.read(scopeOf(actor), async (tx) => viewOfUser(context, tx, actor, await requireUser(tx, userId)));
}

type UserChange = BodyOf<typeof identityOperations.updateUser>;

/** @throws not_found, forbidden, conflict, extension_taken, reserved_extension, last_administrator */
export async function changeUser(
  context: IdentityContext,
  actor: Actor,
  userId: string,
  change: UserChange,
): Promise<UserView> {
  const patch = definedOnly(change);
  const { view, suspended } = await context.db.transaction(scopeOf(actor), async (tx) => {
    const user = await requireManageableUser(tx, actor, userId);
    await checkChange(tx, actor, { user, patch });
    await updateUserRow(tx, userId, patch);
    const ends = patch.state === 'suspended' && user.state !== 'suspended';
    if (ends) await withOperatorRights(tx, () => deleteSessions(tx, { userId }));
    await recordChange(context, tx, actor, { user, patch });
    return { view: await viewOfUser(context, tx, actor, await requireUser(tx, userId)), suspended: ends };
  });
  if (suspended) context.realtime.dropActor(userId);
  return view;
}

type Change = { readonly user: UserRow; readonly patch: Partial<UserChange> };

async function checkChange(tx: Tx, actor: Actor, { user, patch }: Change): Promise<void> {
  if (patch.role) requireManageableRole(actor, patch.role);
  // An invited person becomes active by accepting, not by an administrator's hand.
  if (patch.state && user.state === 'invited') throw appError('conflict');
  const demoted = patch.role !== undefined && patch.role !== 'admin' && patch.role !== 'super_admin';
  if (demoted || patch.state === 'suspended') await keepOneAdministrator(tx, user);
  if (patch.extension)
    await requireFreeExtension(tx, { organizationId: user.organizationId, extension: patch.extension });
}

async function recordChange(context: IdentityContext, tx: Tx, actor: Actor, { user, patch }: Change): Promise<void> {
  const { id: userId, organizationId } = user;
  const before = Object.fromEntries(Object.keys(patch).map((key) => [key, user[key as keyof UserRow]]));
  const subject = { kind: 'user', id: userId, organizationId };
  await context.audit(tx, actor, 'identity.user.changed', subject, { before, after: patch });
  await publish(tx, 'identity.user.changed', userId, { organizationId, userId, at: context.clock.now().toString() });
}

/** Calls and records keep the name; the extension and the e-mail address are free again. @throws not_found, forbidden, last_administrator */
export async function removeMember(context: IdentityContext, actor: Actor, userId: string): Promise<void> {
  await context.db.transaction(scopeOf(actor), async (tx) => {
    const user = await requireManageableUser(tx, actor, userId);
    await keepOneAdministrator(tx, user);
    await removeRow(context, tx, user);
    const { organizationId } = user;
    await context.audit(
      tx,
      actor,
      'identity.user.removed',
      { kind: 'user', id: userId, organizationId },
      { role: user.role },
    );
    await publish(tx, 'identity.user.removed', userId, { organizationId, userId, at: context.clock.now().toString() });
  });
  context.realtime.dropActor(userId);
}

/** Takes a member out, with everything by which they could come back. */
export async function removeRow(context: IdentityContext, tx: Tx, user: UserRow): Promise<void> {
  const now = context.clock.now();
  await updateUserRow(tx, user.id, { removedAt: now, extension: null });
  await revokeInvitationsOf(tx, user.id, now);
  await deletePasswordResets(tx, user.id);
  await withOperatorRights(tx, () => deleteCredential(tx, user.id));
}
