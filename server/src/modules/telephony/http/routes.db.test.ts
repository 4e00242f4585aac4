import type { CallSummary, DeviceView, TrunkView } from '@carillon/api';
import { describe, expect, test } from 'vitest';
import { operatorScope } from '#platform/db';
import { makeOrganization, makeStaff, makeUser } from '#test/factories/identity';
import { telephonyApp, type TelephonyApp } from '#test/factories/telephony';
import type { SeedCall } from '../seed.ts';

const at = (minute: number) => Temporal.Instant.from('2026-03-02T09:00:00Z').add({ minutes: minute });

async function request(
  app: TelephonyApp,
  what: `${'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'} ${string}`,
  cookie: string,
  payload?: object,
) {
  const [method, url] = what.split(' ') as ['GET', string];
  const response = await app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  return { status: response.statusCode, body: response.body === '' ? null : response.json() };
}

async function history(app: TelephonyApp, organizationId: string, userId: string, count: number): Promise<void> {
  const rows: SeedCall[] = Array.from({ length: count }, (_, index) => ({
    direction: 'inbound',
    from: { userId: null, name: null, number: '+33612345678' },
    to: { userId, name: 'Ada', number: '201' },
    startedAt: at(index),
    ringSeconds: 4,
    talkSeconds: index % 2 === 0 ? 30 : null,
    outcome: index % 2 === 0 ? 'answered' : 'missed',
  }));
  await app.db.transaction(operatorScope, (tx) =>
    app.modules.telephony.seed.writeCallHistory(tx, organizationId, rows),
  );
}

describe('call log', () => {
  test('newest first, page by page, own calls only; a supervisor sees everybody’s', async () => {
    const app = await telephonyApp();
    const { id: organizationId } = await makeOrganization(app);
    const [ada, ben] = [await makeUser(app, { organizationId }), await makeUser(app, { organizationId })];
    const boss = await makeUser(app, { organizationId, role: 'supervisor' });
    await history(app, organizationId, ada.id, 5);
    await history(app, organizationId, ben.id, 2);
    const first = (await request(app, 'GET /api/v1/calls?limit=3', ada.cookie)).body as {
      items: CallSummary[];
      nextCursor: string;
    };
    const second = (await request(app, `GET /api/v1/calls?limit=3&cursor=${first.nextCursor}`, ada.cookie)).body;
    const times = [...first.items, ...second.items].map((call: CallSummary) => call.startedAt);
    expect(times).toEqual([4, 3, 2, 1, 0].map((minute) => at(minute).toString({ smallestUnit: 'millisecond' })));
    expect(second.nextCursor).toBeNull();
    expect((await request(app, 'GET /api/v1/calls', boss.cookie)).body.items).toHaveLength(7);
    expect((await request(app, 'GET /api/v1/calls?outcome=missed', ada.cookie)).body.items).toHaveLength(2);
    expect((await request(app, 'GET /api/v1/calls?q=0612', ada.cookie)).body.items).toHaveLength(0);
    expect((await request(app, 'GET /api/v1/calls?q=612%2034', ada.cookie)).body.items).toHaveLength(5);
    expect((await request(app, `GET /api/v1/calls?userId=${ben.id}`, ada.cookie)).status).toBe(403);
    expect((await request(app, 'GET /api/v1/calls?cursor=nonsense', ada.cookie)).body.code).toBe('invalid_cursor');
  });

  test('a call of a colleague, or of another organization, does not exist', async () => {
    const app = await telephonyApp();
    const ada = await makeUser(app);
    await history(app, ada.organizationId, ada.id, 1);
    const [call] = (await request(app, 'GET /api/v1/calls', ada.cookie)).body.items as CallSummary[];
    const colleague = await makeUser(app, { organizationId: ada.organizationId });
    const stranger = await makeUser(app, { role: 'admin' });
    expect((await request(app, `GET /api/v1/calls/${call!.id}`, ada.cookie)).body.legs).toHaveLength(2);
    for (const other of [colleague, stranger]) {
      expect((await request(app, `GET /api/v1/calls/${call!.id}`, other.cookie)).status).toBe(404);
    }
  });
});

describe('devices', () => {
  test('a password is shown once and never stored; rotation and removal end it', async () => {
    const app = await telephonyApp();
    const admin = await makeUser(app, { role: 'technical' });
    const made = (await request(app, 'POST /api/v1/devices', admin.cookie, { userId: admin.id, name: 'Desk' }))
      .body as { device: DeviceView; password: string };
    expect(made.device.sip).toMatchObject({ domain: '127.0.0.1', transports: ['udp', 'tcp'] });
    const listed = await request(app, 'GET /api/v1/devices', admin.cookie);
    expect(JSON.stringify(listed.body)).not.toContain(made.password);
    const rotated = (await request(app, `POST /api/v1/devices/${made.device.id}/secret`, admin.cookie)).body as {
      password: string;
    };
    expect(rotated.password).not.toBe(made.password);
    expect((await request(app, `DELETE /api/v1/devices/${made.device.id}`, admin.cookie)).status).toBe(204);
    expect((await request(app, 'GET /api/v1/devices', admin.cookie)).body.items).toEqual([]);
  });

  test('a member may not add telephones, an administrator not for strangers', async () => {
    const app = await telephonyApp();
    const member = await makeUser(app);
    const stranger = await makeUser(app, { role: 'admin' });
    const body = { userId: member.id, name: 'Desk' };
    expect((await request(app, 'POST /api/v1/devices', member.cookie, body)).status).toBe(403);
    expect((await request(app, 'POST /api/v1/devices', stranger.cookie, body)).status).toBe(404);
  });
});

describe('trunks', () => {
  const trunk = {
    name: 'Carrier',
    host: '127.0.0.1',
    port: 5999,
    transport: 'udp',
    authentication: 'address',
    username: null,
    allowedSources: ['192.0.2.0/24'],
    numberFormat: 'e164',
    maxCalls: 10,
    enabled: false,
  };

  test('an organization has its own; the operator’s are seen without their inside and cannot be changed', async () => {
    const app = await telephonyApp();
    const admin = await makeUser(app, { role: 'admin' });
    const staff = await makeStaff(app);
    const shared = (
      await request(app, 'POST /api/v1/trunks', staff.cookie, { ...trunk, username: 'secret-name', password: 'x' })
    ).body as TrunkView;
    const own = (await request(app, 'POST /api/v1/trunks', admin.cookie, trunk)).body as TrunkView;
    const { items } = (await request(app, 'GET /api/v1/trunks', admin.cookie)).body as { items: TrunkView[] };
    expect(items.find((item) => item.id === shared.id)).toMatchObject({
      shared: true,
      username: null,
      allowedSources: [],
    });
    expect(items.find((item) => item.id === own.id)).toMatchObject({ shared: false, status: { state: 'disabled' } });
    expect((await request(app, `PATCH /api/v1/trunks/${shared.id}`, admin.cookie, { name: 'Mine' })).status).toBe(404);
    expect((await request(app, `PATCH /api/v1/trunks/${own.id}`, admin.cookie, { name: 'Mine' })).body.name).toBe(
      'Mine',
    );
    expect((await request(app, `DELETE /api/v1/trunks/${own.id}`, admin.cookie)).status).toBe(204);
  });

  test('a source that would let anybody call, or a registration without password, is refused with the field', async () => {
    const app = await telephonyApp();
    const admin = await makeUser(app, { role: 'admin' });
    const wide = await request(app, 'POST /api/v1/trunks', admin.cookie, {
      ...trunk,
      allowedSources: ['0.0.0.0/0'],
    });
    expect(wide.body).toMatchObject({ status: 400, fields: [{ path: 'allowedSources.0' }] });
    const bare = await request(app, 'POST /api/v1/trunks', admin.cookie, {
      ...trunk,
      authentication: 'registration',
      username: 'u',
    });
    expect(bare.body.fields).toMatchObject([{ path: 'password' }]);
  });
});

test('dial preview: extension, number, emergency, nonsense', async () => {
  const app = await telephonyApp();
  const ada = await makeUser(app, { extension: '201' });
  const preview = async (to: string) =>
    (await request(app, `GET /api/v1/dial-preview?to=${encodeURIComponent(to)}`, ada.cookie)).body;
  expect(await preview('201')).toMatchObject({ kind: 'internal', name: ada.name });
  expect(await preview('01 42 68 53 00')).toMatchObject({ kind: 'external', e164: '+33142685300', country: 'FR' });
  expect(await preview('112')).toMatchObject({ kind: 'emergency' });
  expect(await preview('abc')).toMatchObject({ kind: 'invalid' });
});

test('a member says how available they are; the softphone gets no password', async () => {
  const app = await telephonyApp();
  const ada = await makeUser(app);
  await request(app, 'PUT /api/v1/availability', ada.cookie, { availability: 'do_not_disturb' });
  const softphone = (await request(app, 'GET /api/v1/softphone', ada.cookie)).body;
  expect(softphone).toMatchObject({ webSocketPath: '/sip', emergencyActivated: false, country: 'FR' });
  expect(Object.keys(softphone)).not.toContain('password');
  const again = (await request(app, 'GET /api/v1/softphone', ada.cookie)).body;
  expect(again.uri).toBe(softphone.uri);
});
