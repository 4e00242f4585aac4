import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope, organizationScope, sql } from '#platform/db';
import {
  createIdentityApp,
  makeOrganization,
  makeStaff,
  makeUser,
  type IdentityApp,
  type TestUser,
} from '#test/factories/identity';
import { makeNumber } from '#test/factories/numbers';
import { request } from '#test/requests';

let app: IdentityApp;
let admin: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  app = await createIdentityApp();
  admin = await makeUser(app, { role: 'admin', name: 'Alice' });
  stranger = await makeUser(app, { role: 'super_admin' });
});
afterAll(() => app.close());

const member = (given: Parameters<typeof makeUser>[1] = {}) =>
  makeUser(app, { organizationId: admin.organizationId, ...given });
const as = (user: { cookie: string }, what: string, body?: unknown) =>
  request(app, what, { cookie: user.cookie, body });

describe('listing and reading members', () => {
  it('pages by name through the own organization only', async () => {
    const own = await makeUser(app, { role: 'admin', name: 'Zoé' });
    for (const name of ['Béatrice', 'alain', 'Cyril'])
      await makeUser(app, { organizationId: own.organizationId, name });
    const first = (await as(own, 'GET /api/v1/users?limit=3')).body;
    expect(first.items.map((item: { name: string }) => item.name)).toEqual(['alain', 'Béatrice', 'Cyril']);
    const second = (await as(own, `GET /api/v1/users?limit=3&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ name: 'Zoé' }], nextCursor: null });
    expect((await as(own, 'GET /api/v1/users?q=b%C3%A9')).body.items).toHaveLength(1);
    expect((await as(own, 'GET /api/v1/users?cursor=xx')).body.code).toBe('invalid_cursor');
  });

  it('searches literally: % and _ are no wildcards', async () => {
    expect((await as(admin, 'GET /api/v1/users?q=%25')).body.items).toHaveLength(0);
  });

  it('shows a member with numbers and caller ID', async () => {
    const user = await member({ extension: '150' });
    const { number } = await makeNumber(app, { organizationId: admin.organizationId, assignedUserId: user.id });
    expect((await as(admin, `GET /api/v1/users/${user.id}`)).body).toMatchObject({
      extension: '150',
      state: 'active',
      numbers: [{ number }],
      callerId: number,
    });
    expect((await as(stranger, `GET /api/v1/users/${user.id}`)).status).toBe(404);
    expect((await request(app, `GET /api/v1/users/${user.id}`)).status).toBe(401);
    expect((await as(admin, 'GET /api/v1/users/not-an-id')).status).toBe(400);
  });
});

describe('changing members', () => {
  const patch = (actor: { cookie: string }, id: string, body: object) => as(actor, `PATCH /api/v1/users/${id}`, body);

  it('changes role and extension, and writes the audit log and the event', async () => {
    const user = await member();
    expect((await patch(admin, user.id, { role: 'supervisor', extension: '201' })).body).toMatchObject({
      role: 'supervisor',
      extension: '201',
    });
    const audit = (await as(admin, 'GET /api/v1/audit?limit=1')).body.items[0];
    expect(audit).toMatchObject({
      action: 'identity.user.changed',
      actor: { id: admin.id },
      subject: { id: user.id },
      details: { after: { role: 'supervisor' } },
    });
    const events = await app.db.read(operatorScope, (tx) =>
      sql`select 1 from outbox_event where name = 'identity.user.changed' and aggregate_id = ${user.id}`.execute(tx),
    );
    expect(events.rows).toHaveLength(1);
  });

  it('refuses users, foreign administrators and unknown members', async () => {
    const user = await member();
    expect((await patch(user, user.id, { role: 'admin' })).status).toBe(403);
    expect((await patch(stranger, user.id, { name: 'x' })).status).toBe(404);
    expect((await patch(admin, '01900000-0000-7000-8000-000000000000', { name: 'x' })).status).toBe(404);
    expect((await patch(admin, user.id, { role: 'emperor' })).status).toBe(400);
  });

  it('lets only a super-admin make or manage super-admins', async () => {
    const chief = await member({ role: 'super_admin' });
    const user = await member();
    expect((await patch(admin, user.id, { role: 'super_admin' })).status).toBe(403);
    expect((await patch(admin, chief.id, { name: 'x' })).status).toBe(403);
    expect((await patch(chief, user.id, { role: 'super_admin' })).status).toBe(200);
  });

  it.each([
    ['15', 'reserved_extension'],
    ['112', 'reserved_extension'],
    ['3900', 'reserved_extension'],
  ])('refuses the extension %s', async (extension, code) => {
    const user = await member();
    expect(await patch(admin, user.id, { extension })).toMatchObject({ status: 422, body: { code } });
  });

  it('gives an extension to one of many who ask at once, and frees it with the member', async () => {
    const users = await Promise.all(Array.from({ length: 5 }, () => member()));
    const answers = await Promise.all(users.map((user) => patch(admin, user.id, { extension: '777' })));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    expect(answers.find((answer) => answer.status === 409)!.body.code).toBe('extension_taken');
    const holder = users[answers.findIndex((answer) => answer.status === 200)]!;
    expect((await as(admin, `DELETE /api/v1/users/${holder.id}`)).status).toBe(204);
    expect((await patch(admin, users.find((user) => user !== holder)!.id, { extension: '777' })).status).toBe(200);
    const elsewhere = await makeUser(app, { extension: '777' });
    expect(elsewhere.extension).toBe('777');
  });

  it('keeps one administrator, also when the last two lose the role at once', async () => {
    const one = await makeUser(app, { role: 'admin' });
    expect((await patch(one, one.id, { state: 'suspended' })).body.code).toBe('last_administrator');
    expect((await as(one, `DELETE /api/v1/users/${one.id}`)).body.code).toBe('last_administrator');
    const two = await makeUser(app, { role: 'admin', organizationId: one.organizationId });
    const staff = await makeStaff(app);
    const answers = await Promise.all([one, two].map((user) => patch(staff, user.id, { role: 'user' })));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe('removing members', () => {
  it('ends sessions, frees the e-mail address, keeps the name for old calls', async () => {
    const user = await member({ name: 'Partie', email: 'partie@example.fr' });
    expect((await as(stranger, `DELETE /api/v1/users/${user.id}`)).status).toBe(404);
    expect((await as(admin, `DELETE /api/v1/users/${user.id}`)).status).toBe(204);
    expect((await as(user, 'GET /api/v1/session')).status).toBe(401);
    expect((await as(admin, `GET /api/v1/users/${user.id}`)).status).toBe(404);
    const scope = organizationScope(admin.organizationId);
    expect((await app.modules.identity.usersByIds(scope, [user.id]))[0]).toMatchObject({
      name: 'Partie',
      removed: true,
    });
    expect(await app.modules.identity.activeUser(user.id)).toBeNull();
    await member({ email: 'partie@example.fr' });
  });
});

describe('the organization', () => {
  it('is read by members and changed by the super-admin', async () => {
    const chief = await member({ role: 'super_admin' });
    const change = (user: TestUser, body: object) => as(user, 'PATCH /api/v1/organization', body);
    expect((await change(admin, { name: 'x' })).status).toBe(403);
    expect((await change(chief, { timeZone: 'Nowhere/Else' })).status).toBe(400);
    expect((await change(chief, { name: 'Ferrand et filles' })).body.name).toBe('Ferrand et filles');
    expect((await as(stranger, 'GET /api/v1/organization')).body.name).not.toBe('Ferrand et filles');
  });
});

describe('staff', () => {
  it('create organizations with an invitation and see them all', async () => {
    const staff = await makeStaff(app);
    const body = {
      name: 'Menuiserie Le Goff',
      country: 'fr',
      timeZone: 'Europe/Paris',
      language: 'fr',
      adminName: 'Maël',
      adminEmail: 'mael@example.fr',
    };
    const made = await as(staff, 'POST /api/v1/operator/organizations', body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        organization: { country: 'FR' },
        invitation: { role: 'super_admin', link: expect.stringContaining('/invitation/') },
      },
    });
    expect((await as(admin, 'POST /api/v1/operator/organizations', body)).status).toBe(403);
    const list = (await as(staff, 'GET /api/v1/operator/organizations?q=goff')).body;
    expect(list.items).toEqual([expect.objectContaining({ name: 'Menuiserie Le Goff', userCount: 1, numberCount: 0 })]);
  });
});

describe('faces', () => {
  it('finds members by extension within one organization', async () => {
    const user = await member({ extension: '333' });
    const { identity } = app.modules;
    expect((await identity.userByExtension(organizationScope(admin.organizationId), '333'))?.id).toBe(user.id);
    expect(await identity.userByExtension(organizationScope(stranger.organizationId), '333')).toBeNull();
    expect((await identity.findOrganization(admin.organizationId))?.id).toBe(admin.organizationId);
  });
});

describe('the audit log', () => {
  it('cannot be changed, not even by the owner of the tables', async () => {
    await makeOrganization(app);
    for (const role of ['carillon_app', 'carillon_operator']) {
      const scope = role === 'carillon_app' ? organizationScope(admin.organizationId) : operatorScope;
      await expect(app.db.transaction(scope, (tx) => sql`delete from audit_entries`.execute(tx))).rejects.toThrow(
        'permission denied',
      );
      await expect(
        app.db.transaction(scope, (tx) => sql`update audit_entries set action = 'x'`.execute(tx)),
      ).rejects.toThrow('permission denied');
    }
  });
});
