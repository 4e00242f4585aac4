import type { BodyOf, identityOperations } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId, randomToken } from '#platform/ids';
import { publish } from '#platform/outbox';
import type { IdentityContext } from '../context.ts';
import { invitationHours } from '../domain/link.ts';
import { requireManageableRole } from '../policy.ts';
import { presentInvitation } from '../present.ts';
import { insertInvitation, lockInvitation, openInvitations, updateInvitation } from '../store/invitations.ts';
import { findOrganizationRow } from '../store/organizations.ts';
import type { InvitationRow, OrganizationRow, UserRow } from '../store/tables.ts';
import { findUserRow, insertUser, usersByIdsRows } from '../store/users.ts';
import { requireFreeExtension } from './extension.ts';
import { linkTo, sendLinkMail } from './links.ts';
import { removeRow } from './users.ts';

type Invitee = BodyOf<typeof identityOperations.createInvitation>;
type Made = {
  readonly invitation: InvitationRow;
  readonly user: UserRow;
  readonly organization: OrganizationRow;
  readonly token: string;
};

/**
 * The member exists from here on, in state `invited`: the extension is kept for them and lists show them. Only the
 * hash of the link is kept. @throws forbidden, email_taken, extension_taken, reserved_extension
 */
export async function invite(context: IdentityContext, actor: Actor, given: Invitee) {
  const organizationId = organizationOf(actor);
  const made = await context.db.transaction(scopeOf(actor), (tx) =>
    inviteWithin(context, tx, actor, { ...given, organizationId }),
  );
  return deliver(context, actor, made);
}

/** The same inside a transaction, for staff who create an organization. */
export async function inviteWithin(
  context: IdentityContext,
  tx: Tx,
  actor: Actor,
  given: Invitee & { organizationId: string },
): Promise<Made> {
  requireManageableRole(actor, given.role);
  const { organizationId } = given;
  const organization = await findOrganizationRow(tx, organizationId);
  if (!organization) throw appError('not_found');
  if (given.extension) await requireFreeExtension(tx, { organizationId, extension: given.extension });
  const user = newInvitedUser(given, context.clock.now());
  await insertUser(tx, user);
  const { invitation, token } = newInvitation(context, user, organization);
  await insertInvitation(tx, invitation);
  await context.audit(
    tx,
    actor,
    'identity.invitation.created',
    { kind: 'user', id: user.id, organizationId },
    { role: user.role },
  );
  await publish(tx, 'identity.user.changed', user.id, {
    organizationId,
    userId: user.id,
    at: context.clock.now().toString(),
  });
  return { invitation, user, organization, token };
}

function newInvitedUser(given: Invitee & { organizationId: string }, createdAt: Temporal.Instant): UserRow {
  return {
    id: newId(),
    organizationId: given.organizationId,
    name: given.name,
    email: given.email.toLowerCase(),
    role: given.role,
    extension: given.extension ?? null,
    language: given.language ?? null,
    timeZone: null,
    theme: 'auto',
    state: 'invited',
    createdAt,
    lastSeenAt: null,
    passwordResetRequired: false,
    paidDestinationsPausedUntil: null,
    removedAt: null,
  };
}

function newInvitation(context: IdentityContext, user: UserRow, organization: OrganizationRow) {
  const token = randomToken(32);
  const createdAt = context.clock.now();
  const invitation: InvitationRow = {
    id: newId(),
    organizationId: user.organizationId,
    userId: user.id,
    tokenHash: hashToken(token),
    language: user.language ?? organization.language,
    mailed: false,
    createdAt,
    expiresAt: createdAt.add({ hours: invitationHours }),
    acceptedAt: null,
    revokedAt: null,
  };
  return { token, invitation };
}

/** Mails the link after the commit; when it was not mailed the answer carries it. */
export async function deliver(context: IdentityContext, actor: Actor, { invitation, user, organization, token }: Made) {
  const link = linkTo(context, 'invitation', token);
  const values = { name: user.name, inviter: actor.name, organization: organization.name, link };
  const mailed = await sendLinkMail(context, {
    to: user.email,
    language: invitation.language,
    text: 'identity.invitation',
    values,
  });
  if (mailed) await context.db.transaction(operatorScope, (tx) => updateInvitation(tx, invitation.id, { mailed }));
  return presentInvitation({ ...invitation, mailed }, user, mailed ? null : link);
}

export async function listInvitations(context: IdentityContext, actor: Actor) {
  const organizationId = organizationOf(actor);
  return context.db.read(scopeOf(actor), async (tx) => {
    const rows = await openInvitations(tx, organizationId);
    const users = new Map(
      (
        await usersByIdsRows(
          tx,
          rows.map((row) => row.userId),
        )
      ).map((user) => [user.id, user]),
    );
    return rows.map((row) => presentInvitation(row, users.get(row.userId)!, null));
  });
}

/** The link stops working, and the extension is free again. @throws not_found, conflict when already accepted */
export async function revokeInvitation(context: IdentityContext, actor: Actor, invitationId: string): Promise<void> {
  await context.db.transaction(scopeOf(actor), async (tx) => {
    const invitation = await lockInvitation(tx, invitationId);
    if (!invitation || invitation.revokedAt) throw appError('not_found');
    if (invitation.acceptedAt) throw appError('conflict');
    const user = await findUserRow(tx, invitation.userId);
    if (user) requireManageableRole(actor, user.role);
    await updateInvitation(tx, invitationId, { revokedAt: context.clock.now() });
    if (user) await removeRow(context, tx, user);
    const { organizationId, userId } = invitation;
    await context.audit(tx, actor, 'identity.invitation.revoked', { kind: 'user', id: userId, organizationId });
    await publish(tx, 'identity.user.removed', userId, { organizationId, userId, at: context.clock.now().toString() });
  });
}
