import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { countAttempt, throttleRules, type ThrottleRule } from '../domain/throttle.ts';
import type { IdentityContext } from '../context.ts';
import { clearThrottle, deleteOldThrottles, forgiveThrottle, lockThrottle, saveThrottle } from '../store/throttles.ts';

export type Attempt = { readonly email: string; readonly ipAddress: string };

const emailKey = (attempt: Attempt) => hashToken(`email:${attempt.email}`);
const addressKey = (attempt: Attempt) => hashToken(`address:${attempt.ipAddress}`);

async function count(tx: Tx, key: string, rule: ThrottleRule, now: Temporal.Instant): Promise<number | null> {
  const verdict = countAttempt(await lockThrottle(tx, key, now), rule, now);
  await saveThrottle(tx, { key, ...verdict.next });
  return verdict.kind === 'blocked' ? verdict.retryAfterSeconds : null;
}

/**
 * Counts an attempt for its address and its e-mail, whether or not such a user exists, before the password is looked
 * at. @throws too_many_requests
 */
export async function countSignInAttempt(context: IdentityContext, attempt: Attempt): Promise<void> {
  const waits = await context.db.transaction(operatorScope, async (tx) => [
    await count(tx, addressKey(attempt), throttleRules.address, context.clock.now()),
    await count(tx, emailKey(attempt), throttleRules.email, context.clock.now()),
  ]);
  const retryAfterSeconds = Math.max(0, ...waits.map((wait) => wait ?? 0));
  if (retryAfterSeconds > 0) throw appError('too_many_requests', { retryAfterSeconds });
}

/** The right password takes the attempt back, and forgets the guesses at this mailbox. */
export async function forgiveSignInAttempt(context: IdentityContext, attempt: Attempt): Promise<void> {
  await context.db.transaction(operatorScope, async (tx) => {
    await forgiveThrottle(tx, addressKey(attempt));
    await clearThrottle(tx, emailKey(attempt));
    await deleteOldThrottles(tx, context.clock.now().subtract({ hours: 24 }));
  });
}
