import type { DeviceView } from '@carillon/api';
import { createDigestClient, headerValue, type SipHeaders } from '@carillon/sip';
import { createLoopbackAgent } from '@carillon/sip/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeUser } from '#test/factories/identity';
import { makePhone, makeUnregisteredPhone, telephonyApp, until, type TelephonyApp } from '#test/factories/telephony';
import { get, rowsOf, scene } from '#test/factories/telephony-scenario';

async function guesser(
  app: TelephonyApp,
  options: { username: string; password: string; domain?: string; address?: string },
) {
  const agent = await createLoopbackAgent({
    domain: '127.0.0.1',
    address: '127.0.0.9',
    server: { address: '127.0.0.1', port: app.modules.ports.udpPort },
    ...options,
  });
  onTestFinished(() => agent.close());
  return agent;
}

const statusOf = async (sent: ReturnType<Awaited<ReturnType<typeof guesser>>['register']>) => {
  const result = await sent;
  return result.kind === 'response' ? result.response.status : result.kind;
};

/** The same for wrong passwords, which are answered late: the clock moves on until the answer is there. */
const lateStatusOf = async (app: TelephonyApp, sent: Parameters<typeof statusOf>[0]) => {
  const statuses: (number | string)[] = [];
  void statusOf(sent).then((status) => statuses.push(status));
  return until('an answer', async () => {
    await app.clock.advance(40);
    return statuses[0];
  });
};

describe('registrar', () => {
  test('a registered telephone is shown with its address, and stored; taking it back removes both', async () => {
    const { app, phones } = await scene(1);
    const devices = async () =>
      (await get<{ items: DeviceView[] }>(app, '/api/v1/devices', phones[0]!.user.cookie)).items;
    expect((await devices())[0]!.registrations).toMatchObject([
      { transport: 'udp', address: `127.0.0.1:${phones[0]!.port}` },
    ]);
    await app.clock.advance(1_000);
    await until('stored', async () => (await rowsOf(app, 'registrations')).length === 1);
    await phones[0]!.register(0);
    expect((await devices())[0]!.registrations).toEqual([]);
    await app.clock.advance(1_000);
    await until('removed', async () => (await rowsOf(app, 'registrations')).length === 0);
  });

  test('a registration ends when its time is over', async () => {
    const { app, phones } = await scene(1);
    await app.clock.advance(310_000);
    const [device] = (await get<{ items: DeviceView[] }>(app, '/api/v1/devices', phones[0]!.user.cookie)).items;
    expect(device!.registrations).toEqual([]);
  });

  test('over TCP the binding goes with the connection', async () => {
    const app = await telephonyApp();
    const user = await makeUser(app);
    const phone = await makePhone(app, { user, transport: 'tcp' });
    const reachable = async () =>
      (await get<{ items: { userId: string; reachable: boolean }[] }>(app, '/api/v1/team', user.cookie)).items[0]!
        .reachable;
    expect(await reachable()).toBe(true);
    await phone.close();
    await until('gone', async () => !(await reachable()));
  });

  test('unknown name and wrong password get the very same answers, then the source is locked out', async () => {
    const app = await telephonyApp();
    const known = await makeUnregisteredPhone(app, { user: await makeUser(app) });
    const username = /sip:([^@]+)@/.exec(known.aor)![1]!;
    const wrong = await guesser(app, { username, password: 'wrong' });
    const unknown = await guesser(app, { username: 'uzzzzzzzzzzz', password: 'wrong', address: '127.0.0.10' });
    const answers = async (agent: typeof wrong) => {
      const statuses: (number | string)[] = [];
      for (let i = 0; i < 6; i++) statuses.push(await lateStatusOf(app, agent.register()));
      return statuses;
    };
    expect(await answers(wrong)).toEqual([401, 401, 401, 401, 401, 403]);
    expect(await answers(unknown)).toEqual([401, 401, 401, 401, 401, 403]);
    await app.clock.advance(31_000);
    expect(await lateStatusOf(app, wrong.register())).toBe(401);
    // The owner is somewhere else and is not hurt by it.
    expect(await statusOf(known.register())).toBe(200);
  });

  test('a trusted source is never locked out', async () => {
    const app = await telephonyApp();
    const agent = await guesser(app, { username: 'uzzzzzzzzzzz', password: 'wrong', address: '127.0.0.1' });
    for (let i = 0; i < 40; i++) expect(await lateStatusOf(app, agent.register())).toBe(401);
  });

  test('an unknown name is refused after the same time as a wrong password, so that time tells nothing', async () => {
    const app = await telephonyApp();
    const known = await makeUnregisteredPhone(app, { user: await makeUser(app) });
    const username = /sip:([^@]+)@/.exec(known.aor)![1]!;
    const agents = await Promise.all([
      guesser(app, { username, password: 'wrong' }),
      guesser(app, { username: 'uzzzzzzzzzzz', password: 'wrong', address: '127.0.0.10' }),
    ]);
    const answered: number[] = [];
    const sent = agents.map((agent, index) => agent.register().then(() => answered.push(index)));
    const wrongPasswords = () => app.modules.guard.counters().wrongPasswords;
    await until('both passwords were looked at', () => wrongPasswords() === 2);
    await app.clock.advance(199);
    expect(answered).toEqual([]);
    await app.clock.advance(1);
    await Promise.all(sent);
  });

  test('a challenge given to one address is no use to another, and tells nobody whether a password is right', async () => {
    const app = await telephonyApp();
    const phone = await makeUnregisteredPhone(app, { user: await makeUser(app) });
    const username = /sip:([^@]+)@/.exec(phone.aor)![1]!;
    const borrowed: SipHeaders = await new Promise((resolve) => {
      void phone.endpoint.request({
        method: 'REGISTER',
        uri: 'sip:127.0.0.1',
        from: `<${phone.aor}>`,
        to: `<${phone.aor}>`,
        route: [`<sip:127.0.0.1:${app.modules.ports.udpPort};lr>`],
        credentials: ({ response, request }) => {
          const lines = createDigestClient({ username, password: 'guess' }).answer(response, request) ?? null;
          resolve(lines ?? []);
          return null;
        },
      });
    });
    const thief = await guesser(app, { username, password: 'x', address: '127.0.0.10' });
    const answer = await thief.endpoint.request({
      method: 'REGISTER',
      uri: 'sip:127.0.0.1',
      from: `<${phone.aor}>`,
      to: `<${phone.aor}>`,
      route: [`<sip:127.0.0.1:${app.modules.ports.udpPort};lr>`],
      headers: borrowed,
    });
    const challenge = answer.kind === 'response' ? headerValue(answer.response, 'WWW-Authenticate') : null;
    expect(challenge).toContain('stale=true');
    expect(app.modules.guard.counters().wrongPasswords).toBe(0);
  });

  test('another domain is refused, a scanner gets no answer and is soon not heard at all', async () => {
    const app = await telephonyApp();
    expect(
      await statusOf((await guesser(app, { username: 'a', password: 'b', domain: 'elsewhere.example' })).register()),
    ).toBe(404);
    const scanner = await guesser(app, { username: 'a', password: 'b', address: '127.0.0.11' });
    const probe = () =>
      scanner.endpoint.request({
        method: 'OPTIONS',
        uri: `sip:100@127.0.0.1:${app.modules.ports.udpPort}`,
        from: '<sip:100@1.1.1.1>',
        headers: [{ name: 'User-Agent', value: 'friendly-scanner' }],
      });
    const heard: unknown[] = [];
    for (let count = 0; count < 10; count++) void probe().then((result) => heard.push(result));
    await until('banned', () => app.modules.guard.counters().bannedSources === 1);
    void probe().then((result) => heard.push(result));
    // The packet has come and was thrown away unread: nothing is left that could answer it.
    await until('dropped', () => (app.modules.sip.stats().dropped['rate_limited'] ?? 0) > 0);
    expect(app.modules.sip.stats()).toMatchObject({ serverTransactionsLive: 0, dropped: { screened: 10 } });
    // Kept for a restart.
    await app.clock.advance(1_000);
    await until('stored', async () => (await rowsOf(app, 'sip_bans')).length === 1);
    expect((await rowsOf(app, 'sip_bans'))[0]).toMatchObject({ source: '127.0.0.11', reason: 'scanner', strikes: 1 });
    expect(heard).toEqual([]);
  });

  test('a telephone added by another process can register', async () => {
    const { app, phones } = await scene(1);
    const { createTelephonySeed } = await import('#telephony');
    const { operatorScope } = await import('#platform/db');
    const seed = createTelephonySeed({ db: app.db, clock: app.clock, secretKey: app.config.secretKey });
    const { user } = phones[0]!;
    const row = { organizationId: user.organizationId, userId: user.id, name: 'Bench' };
    const [made] = await app.db.transaction(operatorScope, (tx) => seed.createDevicesWithSecrets(tx, [row]));
    const agent = await guesser(app, { username: made!.username, password: made!.password, address: '127.0.0.1' });
    expect(await statusOf(agent.register())).toBe(200);
  });
});
