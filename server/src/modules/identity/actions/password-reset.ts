import { scopeOf, type Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId, randomToken } from '#platform/ids';
import type { IdentityContext } from '../context.ts';
import { isOpen, passwordResetHours } from '../domain/link.ts';
import { requireManageableUser } from '../policy.ts';
import { lockPasswordReset, markPasswordResetUsed, replacePasswordReset } from '../store/invitations.ts';
import { withOperatorRights } from '../store/operator-rights.ts';
import { findOrganizationRow } from '../store/organizations.ts';
import { deleteSessions, setPasswordHash } from '../store/sign-in.ts';
import type { UserRow } from '../store/tables.ts';
import { findUserByEmail, findUserRow, lockUserRow, updateUserRow } from '../store/users.ts';
import { linkTo, sendLinkMail, type LinkMail } from './links.ts';
import { countSignInAttempt } from './throttle-sign-in.ts';
import { signIn, type Origin, type SignedIn } from './sign-in.ts';

type ResetLink = { readonly link: string; readonly expiresAt: Temporal.Instant };

async function makeLink(context: IdentityContext, tx: Tx, user: UserRow): Promise<ResetLink> {
  const token = randomToken(32);
  const createdAt = context.clock.now();
  const expiresAt = createdAt.add({ hours: passwordResetHours });
  const { id: userId, organizationId } = user;
  await replacePasswordReset(tx, {
    id: newId(),
    organizationId,
    userId,
    tokenHash: hashToken(token),
    createdAt,
    expiresAt,
    usedAt: null,
  });
  return { link: linkTo(context, 'password-reset', token), expiresAt };
}

async function mailLink(
  context: IdentityContext,
  user: UserRow,
  link: string,
  text: LinkMail['text'],
): Promise<boolean> {
  const organization = await context.db.read(operatorScope, (tx) => findOrganizationRow(tx, user.organizationId));
  const language = user.language ?? organization?.language ?? 'fr';
  return sendLinkMail(context, { to: user.email, language, text, values: { name: user.name, link } });
}

/** An administrator lets a member choose a new password. @throws not_found, forbidden, conflict */
export async function createPasswordReset(context: IdentityContext, actor: Actor, userId: string) {
  const { user, made } = await context.db.transaction(scopeOf(actor), async (tx) => {
    const member = await requireManageableUser(tx, actor, userId);
    if (member.state !== 'active') throw appError('conflict');
    const subject = { kind: 'user', id: userId, organizationId: member.organizationId };
    await context.audit(tx, actor, 'identity.password_reset.created', subject);
    return { user: member, made: await makeLink(context, tx, member) };
  });
  const mailed = await mailLink(context, user, made.link, 'identity.password_reset');
  return {
    link: mailed ? null : made.link,
    mailed,
    expiresAt: made.expiresAt.toString({ smallestUnit: 'millisecond' }),
  };
}

/** Mails a link to the member; does nothing when there is no mail service (an administrator makes the link then). */
export async function mailResetLink(context: IdentityContext, userId: string, text: LinkMail['text']): Promise<void> {
  if (!context.mail.configured) return;
  const found = await context.db.transaction(operatorScope, async (tx) => {
    const user = await findUserRow(tx, userId);
    return user && user.state === 'active' ? { user, made: await makeLink(context, tx, user) } : null;
  });
  if (found) await mailLink(context, found.user, found.made.link, text);
}

/** "I forgot my password": the same answer whether or not the address is known. @throws not_configured, too_many_requests */
export async function requestPasswordReset(
  context: IdentityContext,
  given: { email: string },
  origin: Origin,
): Promise<void> {
  if (!context.mail.configured) throw appError('not_configured');
  const email = given.email.toLowerCase();
  await countSignInAttempt(context, { email: `reset:${email}`, ipAddress: origin.ipAddress });
  const user = await context.db.read(operatorScope, (tx) => findUserByEmail(tx, email));
  // Not awaited: how long the mail server takes would tell whether the address is known.
  if (user) void mailResetLink(context, user.id, 'identity.password_reset');
}

/** Chooses the new password; every other session ends. @throws not_found, link_expired */
export async function acceptPasswordReset(
  context: IdentityContext,
  given: { token: string; password: string },
  origin: Origin,
): Promise<SignedIn> {
  const hash = await context.passwords.hashPassword(given.password);
  const user = await context.db.transaction(operatorScope, (tx) =>
    useLink(context, tx, { tokenHash: hashToken(given.token), hash }),
  );
  context.realtime.dropActor(user.id);
  return signIn(context, { email: user.email, password: given.password }, origin);
}

async function useLink(
  context: IdentityContext,
  tx: Tx,
  { tokenHash, hash }: { tokenHash: string; hash: string },
): Promise<UserRow> {
  const now = context.clock.now();
  const reset = await lockPasswordReset(tx, tokenHash);
  if (!reset) throw appError('not_found');
  const user = await lockUserRow(tx, reset.userId);
  if (!user || user.state !== 'active' || !isOpen({ expiresAt: reset.expiresAt, endedAt: reset.usedAt }, now))
    throw appError('link_expired');
  await markPasswordResetUsed(tx, reset.id, now);
  await updateUserRow(tx, user.id, { passwordResetRequired: false });
  await withOperatorRights(tx, async () => {
    await setPasswordHash(tx, user.id, hash, now);
    await deleteSessions(tx, { userId: user.id });
  });
  const { id: userId, organizationId, role, name } = user;
  await context.audit(tx, { kind: 'user', userId, organizationId, role, name }, 'identity.password.changed', {
    kind: 'user',
    id: userId,
  });
  return user;
}
