import { describe, expect, it, vi } from 'vitest';
import { operatorScope, sql } from '#platform/db';
import { identityApp, makeOrganization, makeUser, type IdentityApp } from '#test/factories/identity';
import { request } from '#test/requests';

const password = 'une-phrase-de-passe';

async function withPassword(app: IdentityApp, email = 'ana@example.fr') {
  const organization = await makeOrganization(app);
  const users = [{ name: 'Ana', email, role: 'admin', extension: '101', password }] as const;
  const [member] = await app.db.transaction(operatorScope, (tx) =>
    app.modules.identity.seed.users(tx, organization.id, users),
  );
  return { organization, member: member! };
}

const signIn = (app: IdentityApp, email: string, given: string, ip?: string) =>
  request(app, 'POST /api/v1/session', { body: { email, password: given }, ...(ip ? { ip } : {}) });

describe('signing in', () => {
  it('opens a session that a cookie carries, and whose token is nowhere in the database', async () => {
    const app = await identityApp();
    const { organization, member } = await withPassword(app);
    const answer = await signIn(app, 'ANA@example.fr', password);
    expect(answer).toMatchObject({
      status: 200,
      body: { role: 'admin', staff: false, user: { id: member.id }, organization: { id: organization.id } },
    });
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const token = answer.cookie!.split('=')[1]!;
    const { rows } = await app.db.read(operatorScope, (tx) => sql`select * from auth_sessions`.execute(tx));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await request(app, 'GET /api/v1/session', { cookie: answer.cookie! })).status).toBe(200);
  });

  it('lets colleagues see when a member was last there', async () => {
    const app = await identityApp();
    const { member } = await withPassword(app);
    const { cookie } = await signIn(app, 'ana@example.fr', password);
    const seen = await request(app, `GET /api/v1/users/${member.id}`, { cookie: cookie! });
    expect(Date.parse(String(seen.body['lastSeenAt']))).toBe(app.clock.nowMs());
  });

  it('marks the cookie Secure when the site is served over TLS', async () => {
    const app = await identityApp({ config: { publicUrl: 'https://phone.example.fr' } });
    await withPassword(app);
    expect(String((await signIn(app, 'ana@example.fr', password)).headers['set-cookie'])).toContain('; Secure');
  });

  it('answers an unknown address and a wrong password the same', async () => {
    const app = await identityApp();
    await withPassword(app);
    const wrong = await signIn(app, 'ana@example.fr', 'autre-chose-encore');
    const unknown = await signIn(app, 'personne@example.fr', 'autre-chose-encore');
    for (const answer of [wrong, unknown])
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_credentials' }, cookie: null });
    const { requestId: _a, ...first } = wrong.body;
    const { requestId: _b, ...second } = unknown.body;
    expect(first).toEqual(second);
  });

  it('refuses a body that breaks the contract', async () => {
    const app = await identityApp();
    expect(await signIn(app, 'no-address', '')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('refuses a suspended member after the right password, and leaves no session', async () => {
    const app = await identityApp();
    const { organization, member } = await withPassword(app);
    const other = await makeUser(app, { organizationId: organization.id, role: 'admin' });
    const open = (await signIn(app, 'ana@example.fr', password)).cookie!;
    await request(app, `PATCH /api/v1/users/${member.id}`, { cookie: other.cookie, body: { state: 'suspended' } });
    expect((await request(app, 'GET /api/v1/session', { cookie: open })).status).toBe(401);
    expect(await signIn(app, 'ana@example.fr', password)).toMatchObject({
      status: 403,
      body: { code: 'user_suspended' },
      cookie: null,
    });
    const left = await app.db.read(operatorScope, (tx) =>
      sql`select 1 from auth_sessions where user_id = ${member.id}`.execute(tx),
    );
    expect(left.rows).toHaveLength(0);
  });
});

describe('lock-out', () => {
  it('blocks a mailbox after ten guesses from any address, even for the right password, then opens again', async () => {
    const app = await identityApp();
    await withPassword(app);
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await signIn(app, 'ana@example.fr', `devinette-${guess}`, `10.0.0.${guess}`)).status).toBe(401);
    }
    const blocked = await signIn(app, 'ana@example.fr', password, '10.0.1.1');
    expect(blocked).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(blocked.headers['retry-after']).toBe('900');
    expect((await signIn(app, 'personne@example.fr', 'x', '10.0.1.1')).status).toBe(401);
    await app.clock.advance(15 * 60_000);
    expect((await signIn(app, 'ana@example.fr', password, '10.0.1.1')).status).toBe(200);
  });

  it('treats an unknown mailbox alike, so that a block tells nothing', async () => {
    const app = await identityApp();
    const statuses = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push((await signIn(app, 'nul@example.fr', 'x', `10.0.0.${guess}`)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });

  it('counts parallel guesses one by one', async () => {
    const app = await identityApp();
    await withPassword(app);
    const guesses = Array.from({ length: 16 }, (_, guess) =>
      signIn(app, 'ana@example.fr', `x${guess}`, `10.0.2.${guess}`),
    );
    const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(6);
  });

  it('forgets the guesses once the right password came', async () => {
    const app = await identityApp();
    await withPassword(app);
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 0; guess < 7; guess += 1) await signIn(app, 'ana@example.fr', 'faux', `10.0.${round}.${guess}`);
      expect((await signIn(app, 'ana@example.fr', password, `10.0.${round}.99`)).status).toBe(200);
    }
  });
});

describe('sessions', () => {
  it('end a week after their last use, and are extended by use', async () => {
    const app = await identityApp();
    const { cookie } = await makeUser(app);
    const day = 24 * 3_600_000;
    for (let use = 0; use < 3; use += 1) {
      await app.clock.advance(6 * day);
      expect((await request(app, 'GET /api/v1/session', { cookie })).status).toBe(200);
    }
    await app.clock.advance(7 * day);
    expect((await request(app, 'GET /api/v1/session', { cookie })).status).toBe(401);
  });

  it('are listed and ended by their owner only', async () => {
    const app = await identityApp();
    await withPassword(app);
    const first = (await signIn(app, 'ana@example.fr', password)).cookie!;
    const second = (await signIn(app, 'ana@example.fr', password)).cookie!;
    const stranger = await makeUser(app);
    const { items } = (await request(app, 'GET /api/v1/sessions', { cookie: second })).body;
    expect(items).toHaveLength(2);
    const other = items.find((item: { current: boolean }) => !item.current);
    expect((await request(app, `DELETE /api/v1/sessions/${other.id}`, { cookie: stranger.cookie })).status).toBe(404);
    expect((await request(app, `DELETE /api/v1/sessions/${other.id}`, { cookie: second })).status).toBe(204);
    expect((await request(app, 'GET /api/v1/session', { cookie: first })).status).toBe(401);
    expect((await request(app, 'GET /api/v1/session', { cookie: second })).status).toBe(200);
  });

  it('end when signing out', async () => {
    const app = await identityApp();
    const { cookie } = await makeUser(app);
    const answer = await request(app, 'DELETE /api/v1/session', { cookie });
    expect(answer.status).toBe(204);
    expect(String(answer.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await request(app, 'GET /api/v1/session', { cookie })).status).toBe(401);
  });
});

describe('own settings', () => {
  it('changes preferences, and refuses an unknown time zone', async () => {
    const app = await identityApp();
    const { cookie } = await makeUser(app);
    const change = (body: object) => request(app, 'PATCH /api/v1/session/preferences', { cookie, body });
    expect(await change({ theme: 'dark', language: 'en', timeZone: 'Europe/London' })).toMatchObject({
      status: 200,
      body: { user: { theme: 'dark', language: 'en', timeZone: 'Europe/London' } },
    });
    expect((await change({ timeZone: 'Mars/Olympus' })).status).toBe(400);
    expect((await request(app, 'PATCH /api/v1/session/preferences', { body: {} })).status).toBe(401);
  });

  it('changes the password with the current one, and ends the other sessions', async () => {
    const app = await identityApp();
    await withPassword(app);
    const mine = (await signIn(app, 'ana@example.fr', password)).cookie!;
    const other = (await signIn(app, 'ana@example.fr', password)).cookie!;
    const change = (currentPassword: string, newPassword: string) =>
      request(app, 'POST /api/v1/session/password', { cookie: mine, body: { currentPassword, newPassword } });
    expect((await change('faux-mot-de-passe', 'nouvelle-phrase')).body.code).toBe('invalid_credentials');
    expect((await change(password, 'court')).status).toBe(400);
    expect((await change(password, 'nouvelle-phrase')).status).toBe(204);
    expect((await request(app, 'GET /api/v1/session', { cookie: mine })).status).toBe(200);
    expect((await request(app, 'GET /api/v1/session', { cookie: other })).status).toBe(401);
    expect((await signIn(app, 'ana@example.fr', password)).status).toBe(401);
    expect((await signIn(app, 'ana@example.fr', 'nouvelle-phrase')).status).toBe(200);
  });
});

describe('open connections', () => {
  it('end with the sessions: password change, revocation, suspension', async () => {
    const app = await identityApp();
    const { member } = await withPassword(app);
    const dropped = vi.spyOn(app.realtime, 'dropActor');
    const cookie = (await signIn(app, 'ana@example.fr', password)).cookie!;
    await request(app, 'POST /api/v1/session/password', {
      cookie,
      body: { currentPassword: password, newPassword: 'nouvelle-phrase' },
    });
    expect(dropped).toHaveBeenLastCalledWith(member.id);
    const other = await makeUser(app, { organizationId: member.organizationId, role: 'admin' });
    dropped.mockClear();
    await request(app, `PATCH /api/v1/users/${member.id}`, { cookie: other.cookie, body: { state: 'suspended' } });
    expect(dropped).toHaveBeenCalledWith(member.id);
  });
});
