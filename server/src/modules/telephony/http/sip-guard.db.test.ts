import type { GuardIncident } from '@carillon/api';
import { describe, expect, test } from 'vitest';
import { operatorScope } from '#platform/db';
import { makeStaff, makeUser } from '#test/factories/identity';
import { telephonyApp, type TelephonyApp } from '#test/factories/telephony';
import { request } from '#test/requests';
import { bansInForce } from '../store/sip-bans.ts';

const path = '/api/v1/operator/sip-bans';
const body = { source: '127.0.0.9', note: 'Reported by the carrier', until: '2026-02-01T00:00:00Z' };

async function items(app: TelephonyApp, cookie: string, query = ''): Promise<GuardIncident[]> {
  return (await request(app, `GET /api/v1/operator/sip-guard${query}`, { cookie })).body.items;
}

describe('sources kept away from the SIP ports', () => {
  test('are banned and heard again by staff, with an audit row; the list says why, who and until when', async () => {
    const app = await telephonyApp();
    const staff = await makeStaff(app);
    expect(await items(app, staff.cookie)).toEqual([]);
    const made = await request(app, `POST ${path}`, { cookie: staff.cookie, body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ kind: 'banned', reason: 'manual', note: body.note, inForce: true, refused: 0 });
    const [listed] = await items(app, staff.cookie);
    expect(listed).toMatchObject({ source: '127.0.0.9', until: '2026-02-01T00:00:00.000Z', bannedBy: 'Opératrice' });
    const lifted = await request(app, `DELETE ${path}/${listed!.banId}`, { cookie: staff.cookie });
    expect(lifted.status).toBe(204);
    expect(await items(app, staff.cookie)).toMatchObject([{ inForce: false, banId: null }]);
    expect(await items(app, staff.cookie, '?past=false')).toEqual([]);
    expect((await request(app, `DELETE ${path}/${listed!.banId}`, { cookie: staff.cookie })).status).toBe(404);
    const log = (await request(app, 'GET /api/v1/audit', { cookie: staff.cookie })).body;
    const actions = (log?.items ?? []).map((row: { action: string }) => row.action);
    expect(actions).toEqual(expect.arrayContaining(['telephony.sip_source.banned', 'telephony.sip_source.lifted']));
  });

  test('are filtered by kind, reason and text', async () => {
    const app = await telephonyApp();
    const staff = await makeStaff(app);
    await request(app, `POST ${path}`, { cookie: staff.cookie, body });
    await request(app, `POST ${path}`, { cookie: staff.cookie, body: { ...body, source: '2001:db8:0:5::9' } });
    expect(await items(app, staff.cookie, '?search=DB8')).toMatchObject([{ source: '2001:db8:0:5::/64' }]);
    expect(await items(app, staff.cookie, '?kind=locked')).toEqual([]);
    expect(await items(app, staff.cookie, '?reason=manual&kind=banned')).toHaveLength(2);
    const wrong = await request(app, 'GET /api/v1/operator/sip-guard?kind=nonsense', { cookie: staff.cookie });
    expect(wrong.status).toBe(400);
  });

  test('are refused when they are no address, trusted, or without a sensible end', async () => {
    const app = await telephonyApp();
    const { cookie } = await makeStaff(app);
    for (const [change, field] of [
      [{ source: 'example.org' }, 'source'],
      [{ source: '127.0.0.1' }, 'source'],
      [{ source: '10.0.0.0/8' }, 'source'],
      [{ until: '2025-01-01T00:00:00Z' }, 'until'],
      [{ until: '2036-01-01T00:00:00Z' }, 'until'],
      [{ note: ' ' }, 'note'],
    ] as const) {
      const answer = await request(app, `POST ${path}`, { cookie, body: { ...body, ...change } });
      expect([answer.status, answer.body.fields?.[0]?.path]).toEqual([400, field]);
    }
    expect(await items(app, cookie)).toEqual([]);
  });

  test('are nobody’s business but the staff’s', async () => {
    const app = await telephonyApp();
    const admin = await makeUser(app, { role: 'super_admin' });
    for (const [what, payload] of [
      ['GET /api/v1/operator/sip-guard', undefined],
      [`POST ${path}`, body],
      [`DELETE ${path}/01890000-0000-7000-8000-000000000000`, undefined],
    ] as const) {
      const given = payload === undefined ? {} : { body: payload };
      expect((await request(app, what, { cookie: admin.cookie, ...given })).status).toBe(403);
      expect((await request(app, what, given)).status).toBe(401);
    }
  });

  test('outlive the process while they hold', async () => {
    const app = await telephonyApp();
    const { cookie } = await makeStaff(app);
    await request(app, `POST ${path}`, { cookie, body });
    await request(app, `POST ${path}`, { cookie, body: { ...body, note: 'Longer', until: '2026-03-01T00:00:00Z' } });
    const stored = () => app.db.read(operatorScope, (tx) => bansInForce(tx, app.clock.now()));
    expect(await stored()).toMatchObject([{ source: '127.0.0.9', reason: 'manual', note: 'Longer' }]);
    const [listed] = await items(app, cookie);
    await request(app, `DELETE ${path}/${listed!.banId}`, { cookie });
    expect(await stored()).toEqual([]);
  });
});
