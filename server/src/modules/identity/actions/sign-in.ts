import { hashToken } from '#platform/crypto';
import { operatorScope } from '#platform/db';
import { appError } from '#platform/errors';
import type { IdentityContext } from '../context.ts';
import { deleteSessionByToken, describeSession } from '../store/sign-in.ts';
import { findStaff, updateStaff } from '../store/staff.ts';
import { findUserRow, updateUserRow } from '../store/users.ts';
import { countSignInAttempt, forgiveSignInAttempt } from './throttle-sign-in.ts';

export type Origin = { readonly ipAddress: string; readonly userAgent: string | null };
export type SignedIn = { readonly userId: string; readonly token: string };

/**
 * Checks a password and opens a session. An unknown address and a wrong password are one answer.
 * @throws invalid_credentials, too_many_requests, user_suspended, password_reset_required
 */
export async function signIn(
  context: IdentityContext,
  given: { email: string; password: string },
  origin: Origin,
): Promise<SignedIn> {
  const email = given.email.toLowerCase();
  const attempt = { email, ipAddress: origin.ipAddress };
  await countSignInAttempt(context, attempt);
  const result = await context.passwords.signIn(email, given.password);
  if (result.kind === 'refused') throw appError('invalid_credentials');
  await forgiveSignInAttempt(context, attempt);
  await admit(context, result, origin);
  return { userId: result.userId, token: result.token };
}

/** The password was right; the person may still be kept out, and then the new session ends at once. */
async function admit(context: IdentityContext, session: SignedIn, origin: Origin): Promise<void> {
  const refusal = await context.db.transaction(operatorScope, async (tx) => {
    const user = await findUserRow(tx, session.userId);
    const reason = user ? reasonToRefuse(user) : (await findStaff(tx, session.userId)) ? null : 'invalid_credentials';
    if (reason) {
      await deleteSessionByToken(tx, hashToken(session.token));
      return reason;
    }
    await describeSession(tx, hashToken(session.token), origin);
    const seen = { lastSeenAt: context.clock.now() };
    await (user ? updateUserRow(tx, session.userId, seen) : updateStaff(tx, session.userId, seen));
    return null;
  });
  if (refusal) throw appError(refusal);
}

function reasonToRefuse(user: { state: string; passwordResetRequired: boolean }) {
  if (user.state === 'suspended') return 'user_suspended';
  return user.passwordResetRequired ? 'password_reset_required' : null;
}
