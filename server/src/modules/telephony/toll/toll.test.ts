import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '#platform/fake-clock';
import { silentLogger } from '#platform/log';
import { decideToll, isOutOfHours, type TollCall } from './decide.ts';
import { defaultTollLimits, type TollLimits } from './limits.ts';
import { createTollGuard, type TollAlert, type TollPast } from './toll-guard.ts';

const nowMs = Date.parse('2026-01-05T09:00:00Z');
const asked = { userId: 'u', destination: 'world', nowMs } as const;
const call = (part: Partial<TollCall> = {}): TollCall => ({
  callId: 'c',
  userId: 'u',
  destination: 'world',
  startedAtMs: nowMs - 60_000,
  seconds: 30,
  ...part,
});

function limits(part: Partial<TollLimits['classes']['world']>, whole: Partial<TollLimits> = {}): TollLimits {
  const world = { allowed: true, callsPerHour: null, minutesPerDay: null, ...part };
  const none = { parallelCalls: null, parallelCallsPerUser: null, alarmCalls: null };
  return { classes: { ...defaultTollLimits.classes, world }, ...none, ...whole };
}

describe('limits of calls to the outside', () => {
  it('refuse premium and satellite numbers unless the organization wants them', () => {
    for (const destination of ['premium', 'satellite'] as const)
      expect(decideToll(defaultTollLimits, [], { ...asked, destination })).toBe('class_not_allowed');
    for (const destination of ['national', 'mobile', 'eea', 'world', 'short'] as const)
      expect(decideToll(defaultTollLimits, [], { ...asked, destination })).toBeNull();
  });

  it('count the calls of the last hour and the minutes of the last day, those that go on included', () => {
    const old = call({ startedAtMs: nowMs - 3600_000 });
    expect(decideToll(limits({ callsPerHour: 2 }), [call(), old], asked)).toBeNull();
    expect(decideToll(limits({ callsPerHour: 2 }), [call(), call()], asked)).toBe('calls_per_hour');
    expect(decideToll(limits({ callsPerHour: 2 }), [call(), call({ destination: 'eea' })], asked)).toBeNull();
    const long = call({ startedAtMs: nowMs - 600_000, seconds: null });
    expect(decideToll(limits({ minutesPerDay: 11 }), [long, call()], asked)).toBeNull();
    expect(decideToll(limits({ minutesPerDay: 10 }), [long, call()], asked)).toBe('minutes_per_day');
    const yesterday = call({ startedAtMs: nowMs - 24 * 3600_000, seconds: 36_000 });
    expect(decideToll(limits({ minutesPerDay: 10 }), [yesterday], asked)).toBeNull();
  });

  it('bound the calls at once to costly classes, of all and of each member', () => {
    const going = [call({ seconds: null }), call({ seconds: null, userId: 'other' })];
    expect(decideToll(limits({}, { parallelCalls: 3 }), going, asked)).toBeNull();
    expect(decideToll(limits({}, { parallelCalls: 2 }), going, asked)).toBe('parallel');
    expect(decideToll(limits({}, { parallelCallsPerUser: 1 }), going, asked)).toBe('parallel_user');
    expect(decideToll(limits({}, { parallelCallsPerUser: 1 }), going, { ...asked, userId: 'third' })).toBeNull();
    const national = { ...asked, destination: 'national' } as const;
    expect(decideToll(limits({}, { parallelCalls: 0 }), going, national)).toBeNull();
  });

  it.each([
    ['2026-01-05T05:59:00Z', true],
    ['2026-01-05T06:00:00Z', false],
    ['2026-01-05T18:59:00Z', false],
    ['2026-01-05T19:00:00Z', true],
    ['2026-01-10T10:00:00Z', true],
    ['2026-01-11T10:00:00Z', true],
  ])('%s is out of hours in Paris: %s', (at, expected) => {
    expect(isOutOfHours(Date.parse(at), 'Europe/Paris')).toBe(expected);
  });
});

function setUp(past: Partial<TollPast> = {}, start = '2026-01-05T09:00:00Z') {
  const clock = createFakeClock(start);
  const alerts: TollAlert[] = [];
  const loads: string[] = [];
  const guard = createTollGuard({
    clock,
    log: silentLogger(),
    alert: (alert) => void alerts.push(alert),
    load: async (organizationId) => {
      loads.push(organizationId);
      await Promise.resolve();
      return { limits: defaultTollLimits, timeZone: 'Europe/Paris', calls: [], ...past };
    },
  });
  const ask = (callId: string, part: Partial<Parameters<typeof guard.reserve>[0]> = {}) =>
    guard.reserve({ organizationId: 'o', userId: 'u', callId, destination: 'world', ...part });
  return { clock, guard, alerts, loads, ask };
}

describe('the guard', () => {
  it('never lets more calls begin than the limits say, however many ask at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          parallelCalls: fc.option(fc.integer({ min: 0, max: 8 })),
          parallelCallsPerUser: fc.option(fc.integer({ min: 0, max: 4 })),
          callsPerHour: fc.option(fc.integer({ min: 0, max: 8 })),
          users: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
        }),
        async ({ parallelCalls, parallelCallsPerUser, callsPerHour, users }) => {
          const { ask } = setUp({ limits: limits({ callsPerHour }, { parallelCalls, parallelCallsPerUser }) });
          const verdicts = await Promise.all(users.map((user, index) => ask(`c${index}`, { userId: `u${user}` })));
          const taken = users.filter((_user, index) => verdicts[index] === null);
          expect(taken.length).toBeLessThanOrEqual(Math.min(parallelCalls ?? 99, callsPerHour ?? 99));
          for (const user of users)
            expect(taken.filter((one) => one === user).length).toBeLessThanOrEqual(parallelCallsPerUser ?? 99);
          // And it refuses nobody whom there is room for.
          if (parallelCalls === null && parallelCallsPerUser === null && callsPerHour === null)
            expect(taken).toHaveLength(users.length);
        },
      ),
    );
  });

  it('gives the place back when the call ends, once, and remembers its minutes', async () => {
    const { guard, ask, clock } = setUp({ limits: limits({ minutesPerDay: 5 }, { parallelCalls: 1 }) });
    expect(await ask('a')).toBeNull();
    expect(await ask('b')).toBe('parallel');
    guard.ended('o', 'a', 240);
    guard.ended('o', 'a', 240);
    guard.ended('o', 'never-began', 9_999);
    await clock.advance(1);
    expect(await ask('c')).toBeNull();
    guard.ended('o', 'c', 60);
    await clock.advance(1);
    expect(await ask('d')).toBe('minutes_per_day');
    await clock.advance(24 * 3600_000);
    expect(await ask('e')).toBeNull();
  });

  it('knows the calls of before it started, and keeps those that go on when limits change', async () => {
    const past = [call({ callId: 'p', startedAtMs: nowMs - 1_000 })];
    const { guard, ask, loads } = setUp({ limits: limits({ callsPerHour: 2 }), calls: past });
    expect(await ask('a')).toBeNull();
    expect(await ask('b')).toBe('calls_per_hour');
    guard.forget('o');
    expect(await ask('b')).toBe('calls_per_hour');
    expect(loads).toEqual(['o', 'o']);
    expect(await ask('x', { organizationId: 'other' })).toBeNull();
  });

  it('tells once an hour that a limit was reached', async () => {
    const { alerts, ask, clock } = setUp({ limits: limits({ callsPerHour: 1 }) });
    await ask('a');
    for (const id of ['b', 'c', 'd']) expect(await ask(id)).toBe('calls_per_hour');
    expect(await ask('e', { destination: 'premium' })).toBe('class_not_allowed');
    expect(alerts).toMatchObject([{ kind: 'limit_reached', reason: 'calls_per_hour', destination: 'world', calls: 1 }]);
    await clock.advance(3600_000);
    await ask('f');
    await ask('g');
    expect(alerts).toHaveLength(2);
  });

  it('raises the alarm at night, not by day', async () => {
    for (const [start, expected] of [
      ['2026-01-05T09:00:00Z', 0],
      ['2026-01-05T02:00:00Z', 1],
    ] as const) {
      const { alerts, ask } = setUp({ limits: limits({}, { alarmCalls: 3 }) }, start);
      for (const id of ['a', 'b', 'c', 'd']) expect(await ask(id)).toBeNull();
      expect(alerts.map(({ kind }) => kind)).toEqual(Array.from({ length: expected }, () => 'out_of_hours'));
    }
  });
});
