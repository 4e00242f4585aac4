import { expect, test } from 'vitest';
import { telephonyText } from '@carillon/i18n';
import { hangupCauses } from './hangup-cause.ts';
import { q850Of } from './q850.ts';
import { causeOfHangUp, judge, type Failure } from './verdict.ts';

const status = (code: number, q850?: number): Failure => ({
  kind: 'status',
  status: code,
  ...(q850 === undefined ? {} : { q850 }),
});

/** [failure, outcome, blame, cause, answer to the caller, another trunk?] */
test.each([
  [status(301), 'failed', 'callee', 'redirected', 480, false],
  [status(400), 'failed', 'carrier', 'far_side_error', 500, false],
  [status(401), 'failed', 'system', 'far_side_auth', 503, true],
  [status(403), 'rejected', 'carrier', 'far_side_forbids', 403, false],
  [status(404), 'failed', 'caller', 'unknown_destination', 404, false],
  [status(407), 'failed', 'system', 'far_side_auth', 503, true],
  [status(408), 'no_answer', 'callee', 'far_side_silent', 408, true],
  [status(410), 'failed', 'caller', 'number_changed', 410, false],
  [status(480), 'no_answer', 'callee', 'no_answer', 480, false],
  [status(480, 17), 'busy', 'callee', 'user_busy', 480, false],
  [status(483), 'failed', 'system', 'loop', 483, false],
  [status(484), 'failed', 'caller', 'invalid_number', 484, false],
  [status(486), 'busy', 'callee', 'user_busy', 486, false],
  [status(488), 'failed', 'callee', 'no_common_codec', 488, false],
  [status(500), 'failed', 'carrier', 'far_side_error', 500, true],
  [status(503), 'failed', 'carrier', 'far_side_overloaded', 503, true],
  [status(503, 1), 'failed', 'caller', 'unknown_destination', 503, false],
  [status(600), 'busy', 'callee', 'user_busy', 600, false],
  [status(603), 'rejected', 'callee', 'rejected', 603, false],
  [status(699), 'busy', 'callee', 'user_busy', 699, false],
  [{ kind: 'transport', fault: 'timeout' }, 'failed', 'callee', 'far_side_silent', 408, true],
  [{ kind: 'transport', fault: 'unreachable' }, 'failed', 'carrier', 'far_side_unreachable', 503, true],
  [{ kind: 'local', reason: 'busy' }, 'busy', 'callee', 'user_busy', 486, false],
  [{ kind: 'local', reason: 'emergency_refused' }, 'blocked', 'system', 'emergency_refused', 403, false],
] as const)('%j', (...row) => {
  const [failure, outcome, blame, hangupCause, sipStatus, tryNextTrunk] = row;
  const textKey = `telephony.failure.${hangupCause}`;
  expect(judge(failure)).toEqual({ outcome, blame, hangupCause, sipStatus, tryNextTrunk, textKey });
});

test('every status from 300 to 699 has a verdict with an answer that a caller may get', () => {
  for (let code = 300; code < 700; code++) {
    const verdict = judge(status(code));
    expect(verdict.sipStatus).toBeGreaterThanOrEqual(400);
    // 3xx, 401 and 407 are between us and the other side.
    expect([401, 407]).not.toContain(verdict.sipStatus);
  }
});

test.each([
  [null, 'normal'],
  [16, 'normal'],
  [31, 'normal'],
  [26, 'normal'],
  [127, 'normal'],
  [41, 'far_side_overloaded'],
  [27, 'far_side_overloaded'],
  [102, 'far_side_silent'],
  [17, 'user_busy'],
] as const)('a party that leaves with Q.850 cause %s: %s', (q850, cause) => {
  expect(causeOfHangUp(q850)).toBe(cause);
});

test('what we say in Q.850 is understood by us as a failure of the same kind', () => {
  for (const cause of ['user_busy', 'no_answer', 'rejected', 'invalid_number', 'number_changed', 'loop'] as const) {
    expect(judge(status(500, q850Of(cause))).hangupCause).toBe(cause);
  }
});

test('every cause has a sentence in French and English', () => {
  for (const cause of hangupCauses) {
    for (const language of ['fr', 'en'])
      expect(telephonyText(language, `telephony.failure.${cause}`), cause).toBeTruthy();
  }
});
