import { expect, test } from 'vitest';
import { organizationOf, permissionScope, requirePermission, scopeOf, type Actor } from './actor.ts';
import { createBus } from './bus.ts';
import { hashToken, open, sameText, seal } from './crypto.ts';
import { isAppError } from './errors.ts';
import { createFakeClock } from './fake-clock.ts';
import { createSourceList } from './http/sources.ts';
import { newId, randomToken } from './ids.ts';
import { createLogger } from './log.ts';

const user: Actor = { kind: 'user', userId: newId(), organizationId: newId(), role: 'user', name: 'Ana' };
const key: Actor = {
  kind: 'api_key',
  apiKeyId: newId(),
  organizationId: newId(),
  permissions: ['telephony.call:read'],
  name: 'k',
};
const staff: Actor = { kind: 'staff', userId: newId(), name: 'Di' };

test('ids are UUIDv7, unique and strictly increasing, also within a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, newId);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(ids.toSorted());
});

test('tokens are of the asked length and never the same', () => {
  expect(Buffer.from(randomToken(32), 'base64url')).toHaveLength(32);
  expect(randomToken()).not.toBe(randomToken());
});

test('sealed text opens with its key only, and not when altered', () => {
  const secret = Buffer.alloc(32, 1);
  const sealed = seal('mot de passe', secret);
  expect(open(sealed, secret)).toBe('mot de passe');
  expect(seal('mot de passe', secret)).not.toBe(sealed);
  expect(() => open(sealed, Buffer.alloc(32, 2))).toThrow();
  const altered = Buffer.from(sealed, 'base64url');
  altered[altered.length - 1]! ^= 1;
  expect(() => open(altered.toString('base64url'), secret)).toThrow();
  expect(() => open('', secret)).toThrow('not a sealed text');
});

test('tokens are compared and hashed', () => {
  expect([sameText('abc', 'abc'), sameText('abc', 'abd'), sameText('a', 'ab')]).toEqual([true, false, false]);
  expect(hashToken('abc')).toMatch(/^ba7816bf/);
});

test('timers of the fake clock run in order of time, also those set meanwhile', async () => {
  const clock = createFakeClock('2026-01-05T09:00:00Z');
  const seen: string[] = [];
  const note = (name: string) => seen.push(`${name} ${clock.now().toString()}`);
  clock.setTimer(2_000, () => note('b'));
  clock.setTimer(1_000, () => {
    note('a');
    void Promise.resolve().then(() => clock.setTimer(500, () => note('a2')));
  });
  const cleared = clock.setTimer(1_500, () => note('never'));
  clock.clearTimer(cleared);
  clock.setTimer(9_000, () => note('later'));
  await clock.advance(2_000);
  expect(seen).toEqual(['a 2026-01-05T09:00:01Z', 'a2 2026-01-05T09:00:01.5Z', 'b 2026-01-05T09:00:02Z']);
  expect([clock.nowMs(), clock.pendingTimers]).toEqual([Date.parse('2026-01-05T09:00:02Z'), 1]);
});

test('an actor touches the rows of its organization; staff and the system those of all', () => {
  expect(scopeOf(user)).toEqual({
    kind: 'organization',
    organizationId: 'organizationId' in user && user.organizationId,
  });
  expect([scopeOf(staff), scopeOf({ kind: 'system', name: 's' })]).toEqual([
    { kind: 'operator' },
    { kind: 'operator' },
  ]);
  expect(() => organizationOf(staff)).toThrow('forbidden');
});

test('permissions come from the role, from the key, or from being staff', () => {
  expect(permissionScope(user, 'telephony.call:read')).toBe('own');
  expect(permissionScope(user, 'identity.user:manage')).toBeNull();
  expect(permissionScope(key, 'telephony.call:read')).toBe('organization');
  expect(permissionScope(key, 'identity.user:read')).toBeNull();
  expect(permissionScope(staff, 'identity.user:manage')).toBe('organization');
  try {
    requirePermission(user, 'identity.user:manage');
    expect.unreachable();
  } catch (error) {
    expect(isAppError(error, 'forbidden')).toBe(true);
  }
});

test('secrets never reach the log, whatever object carries them', () => {
  const lines: string[] = [];
  const log = createLogger({ logLevel: 'info' }, { write: (line: string) => void lines.push(line) });
  log.info({ password: 'hunter2', body: { token: 'hunter2' }, a: { b: { cookie: 'hunter2' } } }, 'request');
  log.debug({}, 'too quiet');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('hunter2');
  expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'request', password: '[secret]' });
});

test('a request on the bus is answered, finds nobody, or comes late', async () => {
  const clock = createFakeClock();
  const bus = createBus(clock);
  const end = bus.respond('call.1', async (message) => `got ${String(message)}`);
  expect(await bus.request('call.1', 'hold', 100)).toEqual({ kind: 'answered', value: 'got hold' });
  end();
  expect(await bus.request('call.1', 'hold', 100)).toEqual({ kind: 'nobody' });
  bus.respond('call.1', () => new Promise(() => {}));
  const late = bus.request('call.1', 'hold', 100);
  await clock.advance(100);
  expect(await late).toEqual({ kind: 'late' });
  bus.respond('call.2', async () => {
    throw new Error('gone');
  });
  await expect(bus.request('call.2', 'hold', 100)).rejects.toThrow('gone');
  expect(clock.pendingTimers).toBe(0);
});

test('everyone who listens on the bus hears a message, until they stop', async () => {
  const bus = createBus(createFakeClock());
  const heard: string[] = [];
  const end = bus.subscribe('device.changed', (message) => heard.push(`a ${String(message)}`));
  bus.subscribe('device.changed', (message) => heard.push(`b ${String(message)}`));
  bus.publish('device.changed', 1);
  expect(heard).toEqual([]);
  await Promise.resolve();
  end();
  bus.publish('device.changed', 2);
  await Promise.resolve();
  expect(heard).toEqual(['a 1', 'b 1', 'b 2']);
});

test.each([
  ['10.1.2.3', true],
  ['::ffff:10.1.2.3', true],
  ['11.1.2.3', false],
  ['192.0.2.7', true],
  ['2001:db8::9', true],
  ['2001:db9::9', false],
  ['nonsense', false],
])('the source %s is trusted: %s', (address, trusted) => {
  expect(createSourceList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])(address)).toBe(trusted);
});
