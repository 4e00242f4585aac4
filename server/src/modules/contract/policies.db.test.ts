import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope, organizationScope, sql } from '#platform/db';
import { createIdentityApp, makeOrganization, makeStaff, makeUser, type IdentityApp } from '#test/factories/identity';
import { request } from '#test/requests';

let app: IdentityApp;
let staff: { cookie: string };
beforeAll(async () => {
  app = await createIdentityApp();
  await app.clock.advance(30 * 24 * 3_600_000);
  staff = await makeStaff(app);
});
afterAll(() => app.close());

const today = () => app.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate();
const inDays = (days: number) => today().add({ days }).toString();
const change = (key: string, body: object) =>
  request(app, `POST /api/v1/operator/policies/${key}/changes`, {
    cookie: staff.cookie,
    body: { validFrom: inDays(0), reason: 'négocié', ...body },
  });
const valueFor = (organizationId: string, key: string) =>
  app.modules.contract.policy(organizationScope(organizationId), key);
const listed = async (key: string) => {
  const { body } = await request(app, 'GET /api/v1/operator/policies', { cookie: staff.cookie });
  return body.items.find((item: { key: string }) => item.key === key);
};

describe('R-13.5-a: figures in the database', () => {
  it('an order form says it for one organization, over annex and body', async () => {
    const [one, two] = [await makeOrganization(app), await makeOrganization(app)];
    expect(await change('dispute.days', { value: 60, organizationId: one.id })).toMatchObject({ status: 201 });
    expect(await change('dispute.days', { value: 45 })).toMatchObject({ status: 201 });
    expect(await valueFor(one.id, 'dispute.days')).toBe(60);
    expect(await valueFor(two.id, 'dispute.days')).toBe(45);
    expect(await listed('dispute.days')).toMatchObject({
      value: 45,
      deliveredValue: 30,
      ruleId: 'R-4.4-a',
      changes: [
        { value: 60, organizationId: one.id },
        { value: 45, organizationId: null, recordedByName: 'Opératrice' },
      ],
    });
  });

  it('holds from its day on, until its last day', async () => {
    const { id } = await makeOrganization(app);
    await change('kyc.cure_days', { value: 10, validFrom: inDays(2), validTo: inDays(4) });
    const seen = [];
    for (let day = 0; day < 5; day += 1) {
      seen.push(await valueFor(id, 'kyc.cure_days'));
      await app.clock.advance(24 * 3_600_000);
    }
    expect(seen).toEqual([8, 8, 10, 10, 8]);
  });

  it('of two changes from the same day the one recorded last holds', async () => {
    const { id } = await makeOrganization(app);
    await change('trial.days', { value: 10 });
    await change('trial.days', { value: 14 });
    expect(await valueFor(id, 'trial.days')).toBe(14);
  });
});

describe('G-6: a change', () => {
  it('is refused when it is of another kind, in the past, of an unknown key or organization', async () => {
    expect(await change('dispute.days', { value: 'soon' })).toMatchObject({ status: 400 });
    expect(await change('renewal.monthly', { value: 'P2M' })).toMatchObject({ status: 400 });
    expect(await change('dispute.days', { value: 31, validFrom: inDays(-1) })).toMatchObject({ status: 400 });
    expect(await change('dispute.days', { value: 31, validTo: inDays(0) })).toMatchObject({ status: 400 });
    expect(await change('dispute.hours', { value: 31 })).toMatchObject({ status: 404 });
    const nobody = '01900000-0000-7000-8000-000000000000';
    expect(await change('dispute.days', { value: 31, organizationId: nobody })).toMatchObject({ status: 404 });
  });

  it('is taken back before it holds, and never after', async () => {
    const { body: coming } = await change('trial.accesses', { value: 6, validFrom: inDays(1) });
    const { body: holding } = await change('trial.accesses', { value: 7 });
    const withdraw = (id: string) =>
      request(app, `DELETE /api/v1/operator/policy-changes/${id}`, { cookie: staff.cookie });
    expect((await withdraw(coming.id)).status).toBe(204);
    expect((await withdraw(coming.id)).status).toBe(404);
    expect((await withdraw(holding.id)).status).toBe(409);
    expect((await listed('trial.accesses')).changes).toHaveLength(1);
  });

  it('is of staff alone', async () => {
    const user = await makeUser(app, { role: 'super_admin' });
    const read = 'GET /api/v1/operator/policies';
    expect((await request(app, read, { cookie: user.cookie })).status).toBe(403);
    expect((await request(app, read)).status).toBe(401);
    const write = (scope: Parameters<typeof app.db.transaction>[0]) =>
      app.db.transaction(scope, (tx) => sql`update policy_changes set reason = 'x'`.execute(tx));
    await expect(write(organizationScope(user.organizationId))).rejects.toThrow('permission denied');
    await expect(write(operatorScope)).rejects.toThrow('permission denied');
  });

  it('of another organization is not seen', async () => {
    const [one, two] = [await makeOrganization(app), await makeOrganization(app)];
    await change('dispute.days', { value: 90, organizationId: one.id });
    const count = (id: string) =>
      app.db.read(organizationScope(id), async (tx) => {
        const { rows } = await sql<{ count: number }>`select count(*)::int as count from policy_changes
          where organization_id is not null`.execute(tx);
        return rows[0]!.count;
      });
    expect([await count(one.id), await count(two.id)]).toEqual([1, 0]);
  });
});
