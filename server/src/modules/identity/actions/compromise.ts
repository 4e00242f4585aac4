import { permissionScope, scopeOf, type Actor } from '#platform/actor';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { publish } from '#platform/outbox';
import type { IdentityContext } from '../context.ts';
import { requireManageableRole, requireUser } from '../policy.ts';
import { revokeApiKeysOf } from '../store/api-keys.ts';
import { deletePasswordResets } from '../store/invitations.ts';
import { withOperatorRights } from '../store/operator-rights.ts';
import { deleteSessions } from '../store/sign-in.ts';
import type { UserRow } from '../store/tables.ts';
import { updateUserRow } from '../store/users.ts';
import { mailResetLink } from './password-reset.ts';

const pauseHours = 24;

/** Oneself, or an administrator who may manage the person. @throws forbidden */
function requireMayReport(actor: Actor, user: UserRow): void {
  if (actor.kind === 'user' && actor.userId === user.id) return;
  if (permissionScope(actor, 'identity.user:manage') !== 'organization') throw appError('forbidden');
  requireManageableRole(actor, user.role);
}

function reporterOf(actor: Actor, user: UserRow): string {
  return actor.kind === 'user' || actor.kind === 'staff' ? actor.userId : user.id;
}

/**
 * R-5.2-c: "my account is compromised". In one transaction: sessions end, API keys that the person made are revoked,
 * SIP passwords are replaced, the password must be reset, paid destinations are paused for 24 hours, and the event
 * tells the others. Whoever holds a stolen session gains nothing: the reset link goes by mail or through an
 * administrator, never into the answer.
 * @rule R-5.2-c
 */
export async function reportCompromise(context: IdentityContext, actor: Actor, userId: string) {
  const report = await context.db.transaction(scopeOf(actor), async (tx) => {
    const user = await requireUser(tx, userId);
    requireMayReport(actor, user);
    return secure(context, tx, actor, user);
  });
  context.realtime.dropActor(userId);
  await mailResetLink(context, userId, 'identity.compromised');
  return report;
}

async function secure(context: IdentityContext, tx: Tx, actor: Actor, user: UserRow) {
  const { id: userId, organizationId } = user;
  const now = context.clock.now();
  const pausedUntil = now.add({ hours: pauseHours });
  await updateUserRow(tx, userId, { passwordResetRequired: true, paidDestinationsPausedUntil: pausedUntil });
  await deletePasswordResets(tx, userId);
  const report = {
    sessionsRevoked: await withOperatorRights(tx, () => deleteSessions(tx, { userId })),
    apiKeysRevoked: await revokeApiKeysOf(tx, userId, now),
    sipSecretsRotated: await context.ports().sipSecrets.rotateSipSecrets(tx, { organizationId, userId }),
    paidDestinationsPausedUntil: pausedUntil.toString({ smallestUnit: 'millisecond' }),
  };
  await context.audit(tx, actor, 'identity.user.compromised', { kind: 'user', id: userId, organizationId }, report);
  const event = { organizationId, userId, reportedByUserId: reporterOf(actor, user), at: now.toString() };
  await publish(tx, 'identity.user.compromised', userId, event);
  return report;
}
