/** Guessing passwords: attempts are counted before the password is checked, so that parallel guesses count too. */

export type ThrottleRule = { readonly attempts: number; readonly windowMinutes: number; readonly blockMinutes: number };

/** One address may carry a whole office; one mailbox belongs to one person who rarely errs ten times. */
export const throttleRules = {
  email: { attempts: 10, windowMinutes: 15, blockMinutes: 15 },
  address: { attempts: 100, windowMinutes: 15, blockMinutes: 15 },
} as const satisfies Record<string, ThrottleRule>;

export type ThrottleState = {
  readonly failures: number;
  readonly windowStartedAt: Temporal.Instant;
  readonly blockedUntil: Temporal.Instant | null;
};

export type ThrottleVerdict =
  | { readonly kind: 'allowed'; readonly next: ThrottleState }
  | { readonly kind: 'blocked'; readonly retryAfterSeconds: number; readonly next: ThrottleState };

/** Counts one attempt: allowed, or blocked with the seconds to wait. */
export function countAttempt(state: ThrottleState, rule: ThrottleRule, now: Temporal.Instant): ThrottleVerdict {
  if (state.blockedUntil && isAfter(state.blockedUntil, now)) return blocked(state, state.blockedUntil, now);
  const windowEnded =
    state.blockedUntil !== null || !isAfter(state.windowStartedAt.add({ minutes: rule.windowMinutes }), now);
  const current = windowEnded ? { failures: 0, windowStartedAt: now, blockedUntil: null } : state;
  if (current.failures < rule.attempts)
    return { kind: 'allowed', next: { ...current, failures: current.failures + 1 } };
  const blockedUntil = now.add({ minutes: rule.blockMinutes });
  return blocked({ ...current, blockedUntil }, blockedUntil, now);
}

function blocked(next: ThrottleState, until: Temporal.Instant, now: Temporal.Instant): ThrottleVerdict {
  return { kind: 'blocked', retryAfterSeconds: Math.ceil(now.until(until).total('seconds')), next };
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
