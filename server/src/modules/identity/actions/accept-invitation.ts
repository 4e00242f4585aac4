import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { publish } from '#platform/outbox';
import type { IdentityContext } from '../context.ts';
import { isOpen } from '../domain/link.ts';
import { findInvitationByToken, lockInvitationByToken, updateInvitation } from '../store/invitations.ts';
import { findOrganizationRow } from '../store/organizations.ts';
import { insertCredential } from '../store/sign-in.ts';
import type { InvitationRow } from '../store/tables.ts';
import { findUserRow, lockUserRow, updateUserRow } from '../store/users.ts';
import { signIn, type Origin, type SignedIn } from './sign-in.ts';

function requireOpen(context: IdentityContext, invitation: InvitationRow | null): InvitationRow {
  if (!invitation) throw appError('not_found');
  const endedAt = invitation.acceptedAt ?? invitation.revokedAt;
  if (!isOpen({ expiresAt: invitation.expiresAt, endedAt }, context.clock.now())) throw appError('link_expired');
  return invitation;
}

/** What the page of the link shows. @throws not_found, link_expired */
export async function readInvitation(context: IdentityContext, token: string) {
  return context.db.read(operatorScope, async (tx) => {
    const invitation = requireOpen(context, await findInvitationByToken(tx, hashToken(token)));
    const user = await findUserRow(tx, invitation.userId);
    const organization = await findOrganizationRow(tx, invitation.organizationId);
    if (!user || !organization) throw appError('link_expired');
    const expiresAt = invitation.expiresAt.toString({ smallestUnit: 'millisecond' });
    return {
      organizationName: organization.name,
      name: user.name,
      email: user.email,
      language: invitation.language,
      expiresAt,
    };
  });
}

export type Acceptance = { readonly token: string; readonly name: string; readonly password: string };

/** Once only: of two at once the second finds the link used. @throws not_found, link_expired, email_taken */
export async function acceptInvitation(context: IdentityContext, given: Acceptance, origin: Origin): Promise<SignedIn> {
  const passwordHash = await context.passwords.hashPassword(given.password);
  const email = await context.db.transaction(operatorScope, (tx) => accept(context, tx, { ...given, passwordHash }));
  return signIn(context, { email, password: given.password }, origin);
}

async function accept(context: IdentityContext, tx: Tx, given: Acceptance & { passwordHash: string }): Promise<string> {
  const now = context.clock.now();
  const invitation = requireOpen(context, await lockInvitationByToken(tx, hashToken(given.token)));
  const user = await lockUserRow(tx, invitation.userId);
  if (!user || user.state !== 'invited') throw appError('link_expired');
  const { id: userId, email, organizationId, role } = user;
  await insertCredential(tx, { userId, name: given.name, email, passwordHash: given.passwordHash, now });
  await updateUserRow(tx, userId, { state: 'active', name: given.name });
  await updateInvitation(tx, invitation.id, { acceptedAt: now });
  const actor = { kind: 'user', userId, organizationId, role, name: given.name } as const;
  await context.audit(tx, actor, 'identity.invitation.accepted', { kind: 'user', id: userId });
  await publish(tx, 'identity.user.changed', userId, { organizationId, userId, at: now.toString() });
  return email;
}
