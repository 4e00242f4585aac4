import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissions, roles } from '@carillon/api';
import { apiKeyPattern, composeApiKey } from './api-key.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isOpen } from './link.ts';
import { mayManageRole, permissionsForKeys } from './roles.ts';
import { isStale, sessionLifetime } from './session.ts';
import { countAttempt, throttleRules, type ThrottleState } from './throttle.ts';

const start = Temporal.Instant.from('2026-01-05T09:00:00Z');
const after = (minutes: number) => start.add({ minutes });

describe('countAttempt', () => {
  const rule = throttleRules.email;
  const fresh: ThrottleState = { failures: 0, windowStartedAt: start, blockedUntil: null };
  const tries = (count: number, state = fresh): ThrottleState =>
    Array.from({ length: count }).reduce<ThrottleState>((current) => countAttempt(current, rule, start).next, state);

  it('allows ten in a window and blocks the eleventh for 15 minutes', () => {
    expect(countAttempt(tries(9), rule, start).kind).toBe('allowed');
    expect(countAttempt(tries(10), rule, start)).toMatchObject({ kind: 'blocked', retryAfterSeconds: 900 });
  });

  it('tells the rest of the wait, and is not prolonged by more attempts', () => {
    const blocked = tries(11);
    expect(countAttempt(blocked, rule, after(10))).toMatchObject({
      kind: 'blocked',
      retryAfterSeconds: 300,
      next: blocked,
    });
    expect(countAttempt(blocked, rule, after(15))).toMatchObject({
      kind: 'allowed',
      next: { failures: 1, blockedUntil: null },
    });
  });

  it('starts a new window after 15 minutes', () => {
    expect(countAttempt(tries(10), rule, after(15))).toMatchObject({ kind: 'allowed', next: { failures: 1 } });
  });
});

describe('sessionLifetime', () => {
  it('is a week from the last use, thirty days at most', () => {
    expect(sessionLifetime(start, start).equals(start.add({ hours: 168 }))).toBe(true);
    expect(sessionLifetime(start, start.add({ hours: 28 * 24 })).equals(start.add({ hours: 720 }))).toBe(true);
  });

  it('is written once a minute', () => {
    expect(isStale(null, start)).toBe(true);
    expect(isStale(start, start.add({ seconds: 59 }))).toBe(false);
    expect(isStale(start, after(1))).toBe(true);
  });
});

describe('isOpen', () => {
  it('until it expires or is used', () => {
    expect(isOpen({ expiresAt: after(1), endedAt: null }, start)).toBe(true);
    expect(isOpen({ expiresAt: after(1), endedAt: null }, after(1))).toBe(false);
    expect(isOpen({ expiresAt: after(1), endedAt: start }, start)).toBe(false);
  });
});

describe('roles', () => {
  it('only super-admins, staff and the system reach super-admins', () => {
    for (const role of roles) expect(mayManageRole(role, 'super_admin')).toBe(role === 'super_admin');
    for (const role of roles) expect(mayManageRole(null, role)).toBe(true);
  });

  it('a key takes what is held for the organization only', () => {
    expect(permissionsForKeys('user', ['identity.user:read', 'telephony.call:read']).refused).toEqual([
      'telephony.call:read',
    ]);
    expect(permissionsForKeys('super_admin', permissions).refused).toEqual(['telephony.call:write']);
  });
});

describe('cursors', () => {
  it('come back as they went, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 3 }), (parts) => {
        expect(decodeCursor(encodeCursor(parts), parts.length)).toEqual(parts);
      }),
    );
  });

  it('of another list or none are refused, never thrown on', () => {
    expect(decodeCursor(encodeCursor(['a']), 2)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text, 1)).not.toThrow();
      }),
    );
  });
});

describe('API keys', () => {
  it('have one form', () => {
    const { prefix, secret } = composeApiKey('a'.repeat(8), 'b'.repeat(43));
    expect(secret).toMatch(apiKeyPattern);
    expect(secret.startsWith(`${prefix}_`)).toBe(true);
    expect('car_short_x').not.toMatch(apiKeyPattern);
  });
});
