import { describe, expect, test } from 'vitest';
import { operatorScope } from '#platform/db';
import { makeStaff, makeUser } from '#test/factories/identity';
import { telephonyApp } from '#test/factories/telephony';
import { request } from '#test/requests';
import { findTollLimits, insertTollAlert, pastTollCalls } from '../store/toll.ts';
import { defaultTollLimits } from '../toll/limits.ts';

const path = '/api/v1/toll-guard';
const limits = {
  ...defaultTollLimits,
  classes: { ...defaultTollLimits.classes, world: { allowed: true, callsPerHour: 2, minutesPerDay: null } },
};

describe('calling limits', () => {
  test('are seen and changed by who looks after the trunks, with an audit row; premium is off until then', async () => {
    const app = await telephonyApp();
    const admin = await makeUser(app, { role: 'admin' });
    const before = (await request(app, `GET ${path}`, { cookie: admin.cookie })).body;
    expect(before.limits).toEqual(defaultTollLimits);
    expect(before.limits.classes).toMatchObject({ premium: { allowed: false }, satellite: { allowed: false } });
    expect(before).toMatchObject({ used: { world: { callsLastHour: 0, minutesLastDay: 0 } }, alerts: [] });
    const changed = await request(app, `PUT ${path}/limits`, { cookie: admin.cookie, body: limits });
    expect([changed.status, changed.body]).toEqual([200, limits]);
    expect((await request(app, `GET ${path}`, { cookie: admin.cookie })).body.limits).toEqual(limits);
    const log = (await request(app, 'GET /api/v1/audit', { cookie: admin.cookie })).body.items;
    expect(log[0]).toMatchObject({ action: 'telephony.toll_limits.changed', details: { limits } });
    const other = await makeUser(app, { role: 'admin' });
    expect((await request(app, `GET ${path}`, { cookie: other.cookie })).body.limits).toEqual(defaultTollLimits);
    const scope = { kind: 'organization', organizationId: other.organizationId } as const;
    expect(await app.db.read(scope, (tx) => findTollLimits(tx, admin.organizationId))).toEqual(defaultTollLimits);
  });

  test('are refused when they are no limits, and to who may not', async () => {
    const app = await telephonyApp();
    const admin = await makeUser(app, { role: 'admin' });
    const user = await makeUser(app, { organizationId: admin.organizationId });
    const wrong = { ...limits, parallelCalls: -1 };
    const refused = await request(app, `PUT ${path}/limits`, { cookie: admin.cookie, body: wrong });
    expect([refused.status, refused.body.fields[0].path]).toEqual([400, 'parallelCalls']);
    const { national: _national, ...less } = limits.classes;
    const incomplete = { ...limits, classes: less };
    expect((await request(app, `PUT ${path}/limits`, { cookie: admin.cookie, body: incomplete })).status).toBe(400);
    for (const [what, body] of [
      [`GET ${path}`, undefined],
      [`PUT ${path}/limits`, limits],
    ] as const)
      expect((await request(app, what, { cookie: user.cookie, ...(body ? { body } : {}) })).status).toBe(403);
  });

  test('count the calls of the last day from the records', async () => {
    const app = await telephonyApp();
    const ada = await makeUser(app, { role: 'admin' });
    const now = app.clock.now();
    const call = (minutes: number, number: string) => ({
      direction: 'outbound' as const,
      from: { userId: ada.id, name: 'Ada', number: '201' },
      to: { userId: null, name: null, number },
      startedAt: now.subtract({ minutes }),
      ringSeconds: 4,
      talkSeconds: 90,
      outcome: 'answered' as const,
      kinds: { to: 'trunk' as const },
    });
    const calls = [
      call(5, '+12125550123'),
      call(90, '+12125550123'),
      call(3_000, '+12125550123'),
      call(6, '+33123456789'),
    ];
    await app.db.transaction(operatorScope, (tx) =>
      app.modules.telephony.seed.writeCallHistory(tx, ada.organizationId, calls),
    );
    const { used } = (await request(app, `GET ${path}`, { cookie: ada.cookie })).body;
    expect(used.world).toEqual({ callsLastHour: 1, minutesLastDay: 3 });
    const query = { organizationId: ada.organizationId, country: 'FR', classes: ['world'] as const };
    const sinceIso = now.subtract({ hours: 24 }).toString();
    const past = await app.db.read(operatorScope, (tx) => pastTollCalls(tx, { ...query, sinceIso }));
    expect(past).toMatchObject([{ userId: ada.id, destination: 'world', seconds: 90 }, { seconds: 90 }]);
  });

  test('tell the organization and the staff of alarms, and nobody else', async () => {
    const app = await telephonyApp();
    const [admin, other] = [await makeUser(app, { role: 'admin' }), await makeUser(app, { role: 'admin' })];
    const alert = {
      organizationId: admin.organizationId,
      kind: 'limit_reached',
      destination: 'world',
      reason: 'calls_per_hour',
      userId: admin.id,
      calls: 60,
      atMs: app.clock.nowMs(),
    } as const;
    await app.db.transaction(operatorScope, (tx) => insertTollAlert(tx, crypto.randomUUID(), alert));
    const shown = { kind: 'limit_reached', reason: 'calls_per_hour', calls: 60 };
    const alertsOf = async (cookie: string) => (await request(app, `GET ${path}`, { cookie })).body.alerts;
    expect(await alertsOf(admin.cookie)).toMatchObject([shown]);
    expect(await alertsOf(other.cookie)).toEqual([]);
    const staff = await makeStaff(app);
    const all = (await request(app, 'GET /api/v1/operator/toll-alerts', { cookie: staff.cookie })).body.items;
    expect(all).toMatchObject([{ ...shown, organization: { id: admin.organizationId } }]);
    expect((await request(app, 'GET /api/v1/operator/toll-alerts', { cookie: admin.cookie })).status).toBe(403);
  });
});
