import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope, organizationScope, sql } from '#platform/db';
import type { Mail, Message } from '#platform/mail';
import {
  createIdentityApp,
  makeStaff,
  makeUser,
  openSession,
  type IdentityApp,
  type TestUser,
} from '#test/factories/identity';
import { request } from '#test/requests';

const messages: Message[] = [];
let outcome: 'sent' | 'failed' = 'sent';
const mail: Mail = {
  configured: true,
  send: async (message) => {
    if (outcome === 'sent') messages.push(message);
    return { kind: outcome };
  },
};

let app: IdentityApp;
let staff: { cookie: string };
let owner: TestUser;
let user: TestUser;
beforeAll(async () => {
  app = await createIdentityApp({ mail });
  await app.clock.advance(30 * 24 * 3_600_000);
  staff = await makeStaff(app);
  owner = await makeUser(app, { role: 'super_admin' });
  user = await makeUser(app, { organizationId: owner.organizationId });
});
afterAll(() => app.close());

const inDays = (days: number) =>
  app.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate().add({ days }).toString();
/** A month ends sessions: the same person signs in again. */
const again = async (person: TestUser): Promise<TestUser> => {
  const cookie = await app.db.transaction(operatorScope, (tx) => openSession(tx, person.id, app.clock.now()));
  return { ...person, cookie };
};
const publish = (given: object, as = staff) =>
  request(app, 'POST /api/v1/operator/terms', {
    cookie: as.cookie,
    body: {
      ...{ document: 'general', label: 'v1', effectiveFrom: inDays(0), textFr: 'Article 1', isSignificant: false },
      ...{ isNegative: false, isRegulatory: false, ...given },
    },
  });
const accept = (as: TestUser, id: string, forOrganization = false) =>
  request(app, `POST /api/v1/terms/${id}/acceptances`, { cookie: as.cookie, body: { forOrganization } });
const read = async (as: TestUser) => (await request(app, 'GET /api/v1/terms', { cookie: as.cookie })).body.items;

describe('terms', () => {
  it('R-0-b: each user accepts them once, and administrators see who did', async () => {
    expect(await read(user)).toEqual([]);
    const { body: version } = await publish({});
    expect(await read(user)).toMatchObject([{ current: { label: 'v1' }, bound: null, acceptedByMeAt: null }]);
    for (let time = 0; time < 2; time += 1) expect((await accept(user, version.id)).status).toBe(204);
    expect((await accept(user, version.id, true)).status).toBe(403);
    expect((await accept(owner, version.id, true)).status).toBe(204);
    expect(await read(user)).toMatchObject([
      { bound: { versionId: version.id, by: 'acceptance' }, acceptedByMeAt: app.clock.now().toString() },
    ]);
    const list = (as: TestUser) => request(app, 'GET /api/v1/terms/acceptances', { cookie: as.cookie });
    expect((await list(user)).status).toBe(403);
    const { items } = (await list(owner)).body;
    const shown = items.map((item: { name: string; isForOrganization: boolean }) => [
      item.name,
      item.isForOrganization,
    ]);
    expect(shown).toEqual(
      expect.arrayContaining([
        [user.name, false],
        [owner.name, true],
        [owner.name, false],
      ]),
    );
    expect(items).toHaveLength(3);
  });

  it('R-13.3-a: a change is told to administrators 30 days before, with the way out that it opens', async () => {
    expect(await publish({ label: 'v2', effectiveFrom: inDays(29) })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'effectiveFrom', code: 'too_early' }] },
    });
    const change = { label: 'v2', effectiveFrom: inDays(30), isSignificant: true, isNegative: true };
    expect((await publish(change)).status).toBe(201);
    expect((await publish(change)).body.code).toBe('already_exists');
    expect((await read(owner))[0]).toMatchObject({ current: { label: 'v1' }, coming: { exitUntil: inDays(30) } });
    outcome = 'failed';
    await app.modules.contract.tick();
    outcome = 'sent';
    await app.modules.contract.tick();
    await app.modules.contract.tick();
    expect(messages.map(({ to }) => to)).toEqual([owner.email]);
    expect(messages[0]!.text).toContain(inDays(30));
  });

  it('R-13.3-c: going on after the change takes effect accepts it', async () => {
    await app.clock.advance(31 * 24 * 3_600_000);
    [owner, user] = [await again(owner), await again(user)];
    const [general] = await read(user);
    expect(general).toMatchObject({ current: { label: 'v2' }, bound: { by: 'use' }, acceptedByMeAt: null });
  });

  it('G-7: what was said and accepted is never rewritten', async () => {
    const run = (scope: Parameters<typeof app.db.transaction>[0], text: string) =>
      app.db.transaction(scope, (tx) => sql.raw(text).execute(tx));
    const ours = organizationScope(owner.organizationId);
    await expect(run(ours, 'update terms_acceptances set name = name')).rejects.toThrow('permission denied');
    await expect(run(ours, 'delete from terms_acceptances')).rejects.toThrow('permission denied');
    await expect(run(operatorScope, 'update terms_versions set text_fr = label')).rejects.toThrow('permission denied');
    await expect(run(operatorScope, 'update notices set body = kind')).rejects.toThrow('permission denied');
  });

  it('are published by staff alone, and accepted by members of the organization', async () => {
    expect((await publish({ label: 'v9' }, owner)).status).toBe(403);
    expect((await request(app, 'GET /api/v1/operator/terms', { cookie: owner.cookie })).status).toBe(403);
    expect((await request(app, 'GET /api/v1/terms')).status).toBe(401);
    expect((await accept(user, '01900000-0000-7000-8000-000000000000')).status).toBe(404);
    const stranger = await makeUser(app, { role: 'super_admin' });
    expect((await request(app, 'GET /api/v1/terms/acceptances', { cookie: stranger.cookie })).body.items).toEqual([]);
    expect((await read(stranger))[0]).toMatchObject({ bound: null });
  });
});
