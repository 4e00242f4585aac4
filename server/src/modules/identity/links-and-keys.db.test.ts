import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope, sql } from '#platform/db';
import {
  createIdentityApp,
  identityApp,
  makeStaff,
  makeUser,
  type IdentityApp,
  type TestUser,
} from '#test/factories/identity';
import { request } from '#test/requests';

const password = 'une-phrase-de-passe';
let app: IdentityApp;
let admin: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  app = await createIdentityApp();
  admin = await makeUser(app, { role: 'admin' });
  stranger = await makeUser(app, { role: 'super_admin' });
});
afterAll(() => app.close());

const as = (user: { cookie: string }, what: string, body?: unknown) =>
  request(app, what, { cookie: user.cookie, body });
const tokenOf = (link: string) => link.split('/').at(-1)!;
let guest = 0;
async function invited(extra: object = {}) {
  guest += 1;
  const body = { email: `Invite-${guest}@example.fr`, name: 'Inès', role: 'user', ...extra };
  const answer = await as(admin, 'POST /api/v1/invitations', body);
  return { ...answer, token: answer.status === 201 ? tokenOf(answer.body.link) : '' };
}
const accept = (token: string, target = app) =>
  request(target, `POST /api/v1/invitation-links/${token}`, { body: { name: 'Inès Roy', password } });

describe('invitations', () => {
  it('show their link when no mail is configured, and let a person in', async () => {
    const made = await invited({ extension: '411' });
    expect(made).toMatchObject({ status: 201, body: { mailed: false, link: expect.stringContaining('/invitation/') } });
    expect((await request(app, `GET /api/v1/invitation-links/${made.token}`)).body).toMatchObject({
      name: 'Inès',
      email: `invite-${guest}@example.fr`,
      language: 'fr',
    });
    const accepted = await accept(made.token);
    expect(accepted).toMatchObject({
      status: 200,
      body: { user: { name: 'Inès Roy', extension: '411' }, role: 'user' },
    });
    expect((await request(app, 'GET /api/v1/session', { cookie: accepted.cookie! })).status).toBe(200);
    expect(await accept(made.token)).toMatchObject({ status: 410, body: { code: 'link_expired' } });
  });

  it('are accepted once when five try at once', async () => {
    const { token } = await invited();
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => accept(token)))).map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 410, 410, 410, 410]);
  });

  it('keep only the hash of the link', async () => {
    const { token } = await invited();
    const { rows } = await app.db.read(operatorScope, (tx) => sql`select * from invitations`.execute(tx));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await as(admin, 'GET /api/v1/invitations')).body.items[0].link).toBeNull();
  });

  it('reserve the extension and the address within the organization', async () => {
    await invited({ extension: '412', email: 'double@example.fr' });
    expect((await invited({ extension: '412' })).body.code).toBe('extension_taken');
    expect((await invited({ email: 'DOUBLE@example.fr' })).body.code).toBe('email_taken');
    expect((await invited({ extension: '17' })).body.code).toBe('reserved_extension');
  });

  it('end after seven days or when taken back', async () => {
    const { token } = await invited();
    const taken = await invited();
    expect((await as(stranger, `DELETE /api/v1/invitations/${taken.body.id}`)).status).toBe(404);
    expect((await as(admin, `DELETE /api/v1/invitations/${taken.body.id}`)).status).toBe(204);
    expect((await as(admin, `DELETE /api/v1/invitations/${taken.body.id}`)).status).toBe(404);
    expect((await accept(taken.token)).status).toBe(410);
    await app.clock.advance(7 * 24 * 3_600_000);
    expect((await request(app, `GET /api/v1/invitation-links/${token}`)).status).toBe(410);
    expect((await accept(token)).status).toBe(410);
    admin = await makeUser(app, { organizationId: admin.organizationId, role: 'admin' });
    stranger = await makeUser(app, { role: 'super_admin' });
  });

  it('are for administrators, who cannot invite above themselves', async () => {
    const user = await makeUser(app, { organizationId: admin.organizationId });
    const body = { email: 'x@example.fr', name: 'X', role: 'user' };
    expect((await as(user, 'POST /api/v1/invitations', body)).status).toBe(403);
    expect((await as(admin, 'POST /api/v1/invitations', { ...body, role: 'super_admin' })).status).toBe(403);
    expect((await request(app, 'POST /api/v1/invitations', { body })).status).toBe(401);
    expect((await as(admin, 'POST /api/v1/invitations', { name: 'X' })).status).toBe(400);
    expect((await accept('x'.repeat(43))).status).toBe(404);
  });
});

describe('API keys', () => {
  const make = (user: TestUser, permissions: string[], extra: object = {}) =>
    as(user, 'POST /api/v1/api-keys', { name: 'CRM', permissions, ...extra });
  const use = (key: string) => request(app, 'GET /api/v1/users', { key });

  it('act within their permissions until revoked', async () => {
    const { body } = await make(admin, ['identity.user:read']);
    expect(body.secret.startsWith(body.key.prefix)).toBe(true);
    expect((await use(body.secret)).status).toBe(200);
    expect((await request(app, 'GET /api/v1/audit', { key: body.secret })).status).toBe(403);
    expect((await request(app, 'GET /api/v1/session', { key: body.secret })).status).toBe(403);
    const { items } = (await as(admin, 'GET /api/v1/api-keys')).body;
    expect(items[0].lastUsedAt).not.toBeNull();
    expect(JSON.stringify(items)).not.toContain(body.secret);
    expect((await as(stranger, `DELETE /api/v1/api-keys/${body.key.id}`)).status).toBe(404);
    expect((await as(admin, `DELETE /api/v1/api-keys/${body.key.id}`)).status).toBe(204);
    expect((await use(body.secret)).status).toBe(401);
  });

  it('never hold more than their maker does for the whole organization', async () => {
    const technical = await makeUser(app, { organizationId: admin.organizationId, role: 'technical' });
    expect(await make(technical, ['telephony.device:read', 'identity.user:manage'])).toMatchObject({
      status: 403,
      body: { fields: [{ path: 'permissions.1' }] },
    });
    expect((await make(technical, ['telephony.call:read'])).status).toBe(403);
    expect((await make(technical, ['telephony.device:read'])).status).toBe(201);
    const user = await makeUser(app, { organizationId: admin.organizationId });
    expect((await make(user, ['identity.user:read'])).status).toBe(403);
  });

  it('cannot make keys, expire, and do not live beside a cookie', async () => {
    const keyed = (await make(admin, ['identity.api_key:manage'])).body.secret;
    expect(
      (
        await request(app, 'POST /api/v1/api-keys', {
          key: keyed,
          body: { name: 'x', permissions: ['identity.user:read'] },
        })
      ).status,
    ).toBe(403);
    const expiresAt = app.clock.now().add({ hours: 1 }).toString();
    const short = (await make(admin, ['identity.user:read'], { expiresAt })).body.secret;
    expect((await use(short)).status).toBe(200);
    await app.clock.advance(3_600_000);
    expect((await use(short)).status).toBe(401);
    expect((await request(app, 'GET /api/v1/users', { key: short, cookie: admin.cookie })).status).toBe(401);
    expect((await make(admin, ['identity.user:read'], { expiresAt })).status).toBe(400);
  });
});

describe('password reset', () => {
  it('is a link that an administrator makes, valid once', async () => {
    const accepted = await accept((await invited()).token);
    const userId = accepted.body.user.id;
    expect((await as(stranger, `POST /api/v1/users/${userId}/password-reset`)).status).toBe(404);
    const made = await as(admin, `POST /api/v1/users/${userId}/password-reset`);
    expect(made).toMatchObject({ status: 201, body: { mailed: false } });
    const token = tokenOf(made.body.link);
    const reset = () =>
      request(app, `POST /api/v1/password-reset-links/${token}`, { body: { password: 'une-autre-phrase' } });
    expect((await reset()).status).toBe(200);
    expect((await request(app, 'GET /api/v1/session', { cookie: accepted.cookie! })).status).toBe(401);
    expect((await reset()).status).toBe(410);
  });

  it('by mail says that no mail is configured', async () => {
    expect(await request(app, 'POST /api/v1/password-resets', { body: { email: 'x@example.fr' } })).toMatchObject({
      status: 503,
      body: { code: 'not_configured' },
    });
  });
});

describe('the first staff account', () => {
  it('is made once, with the token printed last', async () => {
    const fresh = await identityApp();
    const setup = (token: string) =>
      request(fresh, 'POST /api/v1/setup', { body: { token, name: 'Odile', email: 'odile@example.fr', password } });
    const first = tokenOf((await fresh.modules.identity.firstStaffLink())!);
    const second = tokenOf((await fresh.modules.identity.firstStaffLink())!);
    expect((await setup(first)).status).toBe(410);
    const answers = await Promise.all([setup(second), setup(second)]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 410]);
    expect(answers.find((answer) => answer.status === 200)!.body).toMatchObject({
      staff: true,
      organization: null,
      role: null,
    });
    expect(await fresh.modules.identity.firstStaffLink()).toBeNull();
  });
});

describe('R-5.2-c: a compromised account', () => {
  it('loses sessions, keys and SIP secrets in one transaction, and must reset its password', async () => {
    const rotated: string[] = [];
    const own = await identityApp({
      sipSecrets: { rotateSipSecrets: async (_tx, user) => rotated.push(user.userId) + 2 },
    });
    const chief = await makeUser(own, { role: 'admin' });
    const body = { email: 'eva@example.fr', name: 'Eva', role: 'technical' };
    const link = (await request(own, 'POST /api/v1/invitations', { cookie: chief.cookie, body })).body.link;
    const eva = await accept(tokenOf(link), own);
    const key = (
      await request(own, 'POST /api/v1/api-keys', {
        cookie: eva.cookie!,
        body: { name: 'k', permissions: ['telephony.device:read'] },
      })
    ).body.secret;
    const report = await request(own, `POST /api/v1/users/${eva.body.user.id}/compromise`, { cookie: eva.cookie! });
    const pausedUntil = own.clock.now().add({ hours: 24 });
    expect(report).toMatchObject({
      status: 200,
      body: { sessionsRevoked: 1, sipSecretsRotated: 3, apiKeysRevoked: 1 },
    });
    expect(Temporal.Instant.from(report.body.paidDestinationsPausedUntil).equals(pausedUntil)).toBe(true);
    expect(rotated).toEqual([eva.body.user.id]);
    expect((await request(own, 'GET /api/v1/session', { cookie: eva.cookie! })).status).toBe(401);
    expect((await request(own, 'GET /api/v1/devices', { key })).status).not.toBe(200);
    const events = await own.db.read(operatorScope, (tx) =>
      sql`select payload from outbox_event where name = 'identity.user.compromised'`.execute(tx),
    );
    expect(events.rows).toHaveLength(1);
    const signIn = () => request(own, 'POST /api/v1/session', { body: { email: body.email, password } });
    expect((await signIn()).body.code).toBe('password_reset_required');
    expect((await own.modules.identity.paidDestinationsPausedUntil(eva.body.user.id))?.equals(pausedUntil)).toBe(true);
    const reset = (
      await request(own, `POST /api/v1/users/${eva.body.user.id}/password-reset`, { cookie: chief.cookie })
    ).body.link;
    await request(own, `POST /api/v1/password-reset-links/${tokenOf(reset)}`, { body: { password } });
    expect((await signIn()).status).toBe(200);
    await own.clock.advance(24 * 3_600_000);
    expect(await own.modules.identity.paidDestinationsPausedUntil(eva.body.user.id)).toBeNull();
  });

  it('changes nothing when the SIP secrets cannot be replaced', async () => {
    const own = await identityApp({
      sipSecrets: { rotateSipSecrets: () => Promise.reject(new Error('no telephones')) },
    });
    const user = await makeUser(own);
    expect((await request(own, `POST /api/v1/users/${user.id}/compromise`, { cookie: user.cookie })).status).toBe(500);
    expect((await request(own, 'GET /api/v1/session', { cookie: user.cookie })).status).toBe(200);
  });

  it('is reported by oneself, an administrator or staff', async () => {
    const user = await makeUser(app, { organizationId: admin.organizationId });
    const colleague = await makeUser(app, { organizationId: admin.organizationId });
    const chief = await makeUser(app, { organizationId: admin.organizationId, role: 'super_admin' });
    const report = (by: { cookie: string }, id: string) => as(by, `POST /api/v1/users/${id}/compromise`);
    expect((await report(colleague, user.id)).status).toBe(403);
    expect((await report(stranger, user.id)).status).toBe(404);
    expect((await report(admin, chief.id)).status).toBe(403);
    expect((await report(admin, user.id)).status).toBe(200);
    expect((await report(await makeStaff(app), colleague.id)).status).toBe(200);
  });
});
