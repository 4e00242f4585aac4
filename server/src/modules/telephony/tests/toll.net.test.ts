import { describe, expect, test } from 'vitest';
import { operatorScope, organizationScope } from '#platform/db';
import { silentLogger } from '#platform/log';
import type { Message } from '#platform/mail';
import { makeNumber } from '#test/factories/numbers';
import { makeUser } from '#test/factories/identity';
import { makeCarrier, makePhone, until, type TelephonyApp } from '#test/factories/telephony';
import { detail, endedCalls, post, rowsOf, scene } from '#test/factories/telephony-scenario';
import { saveTollLimits } from '../store/toll.ts';
import { createToll } from '../toll/create.ts';
import { defaultTollLimits, type TollLimits } from '../toll/limits.ts';

async function setLimits(app: TelephonyApp, organizationId: string, part: Partial<TollLimits>): Promise<void> {
  const limits = { ...defaultTollLimits, ...part };
  const at = app.clock.now().toString();
  await app.db.transaction(operatorScope, (tx) => saveTollLimits(tx, organizationId, limits, at));
}

describe('calling limits on real calls', () => {
  test('a premium number is refused before any carrier hears of it, and the trace says why', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    const { user } = phones[0]!;
    await makeNumber(app, { organizationId, assignedUserId: user.id });
    for (const number of ['0899123456', '+8816112345678'])
      expect(await phones[0]!.call(number).result).toMatchObject({ kind: 'rejected', response: { status: 403 } });
    const calls = await endedCalls(app, 2);
    expect(calls[0]).toMatchObject({ outcome: 'blocked', hangupCause: 'destination_not_allowed' });
    const { trace } = await detail(app, calls[0]!['id'], user.cookie);
    const decisions = trace.map(({ decision }) => decision);
    expect(decisions).toEqual(
      expect.arrayContaining(['toll_class_premium', 'toll_class_not_allowed', 'destination_not_allowed']),
    );
    expect(carrier.messages.filter(({ text }) => text.startsWith('INVITE'))).toEqual([]);
  });

  test('of many calls at once no more begin than allowed; an end makes room, and emergencies don’t count', async () => {
    const { app, organizationId, phones } = await scene(4);
    const carrier = await makeCarrier(app);
    for (const { user } of phones) await makeNumber(app, { organizationId, assignedUserId: user.id });
    await setLimits(app, organizationId, { parallelCalls: 2 });
    const invites = phones.map((phone) => phone.call('+12125550123'));
    const sessions = [await carrier.answerNext(), await carrier.answerNext()];
    const results = await Promise.all(invites.map(({ result }) => result));
    const statuses = results.map((result) => (result.kind === 'rejected' ? result.response.status : result.kind));
    expect(statuses.filter((status) => status === 'answered')).toHaveLength(2);
    expect(statuses.filter((status) => status === 403)).toHaveLength(2);
    const free = phones.filter((_phone, index) => statuses[index] === 403);
    void free[0]!.call('112').result;
    await sessions[0]!.bye();
    await endedCalls(app, 3);
    const again = free[1]!.call('+12125550123');
    await carrier.answerNext();
    expect((await again.result).kind).toBe('answered');
    expect(await until('the alarm is written', () => rowsOf(app, 'toll_alerts'))).toMatchObject([
      { reason: 'parallel' },
    ]);
    const blocked = (await rowsOf(app, 'calls')).filter((call) => call['hangupCause'] === 'calling_limit');
    expect(blocked).toHaveLength(2);
  });

  test('a transfer to the outside takes a place as well', async () => {
    const { app, organizationId, phones } = await scene(2);
    const carrier = await makeCarrier(app);
    await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    await setLimits(app, organizationId, { parallelCalls: 0 });
    const invite = phones[0]!.call('202');
    await phones[1]!.answerNext();
    expect((await invite.result).kind).toBe('answered');
    const [call] = (
      await app.inject({ method: 'GET', url: '/api/v1/live-calls', headers: { cookie: phones[0]!.user.cookie } })
    ).json<{ items: { id: string }[] }>().items;
    const url = `/api/v1/live-calls/${call!.id}/transfer`;
    const refused = await post(app, url, phones[0]!.user.cookie, { to: '+12125550123' });
    expect(refused.statusCode).toBe(409);
    expect(carrier.messages.filter(({ text }) => text.startsWith('INVITE'))).toEqual([]);
  });

  test('administrators are told by mail, in their language; others are not', async () => {
    const { app, organizationId, phones } = await scene(1);
    const admin = await makeUser(app, { organizationId, role: 'admin' });
    await makePhone(app, { organizationId, extension: '299' });
    const mails: Message[] = [];
    const mail = {
      send: async (message: Message) => {
        mails.push(message);
        return { kind: 'sent' } as const;
      },
    };
    const { identity } = app.modules;
    const directory = {
      organization: (id: string) => identity.findOrganization(id),
      member: async (id: string, userId: string) =>
        (await identity.listUsers(organizationScope(id))).find((user) => user.id === userId) ?? null,
    };
    await setLimits(app, organizationId, { parallelCalls: 1 });
    const guard = createToll({ db: app.db, clock: app.clock, log: silentLogger(), mail, identity, directory });
    const ask = (callId: string) =>
      guard.reserve({ organizationId, userId: phones[0]!.user.id, callId, destination: 'world' });
    expect([await ask('a'), await ask('b')]).toEqual([null, 'parallel']);
    await until('mailed', () => mails.length > 0);
    expect(mails.map(({ to }) => to)).toEqual([admin.email]);
    expect(mails[0]!.subject).toMatch(/^Appels inhabituels de /);
    expect(mails[0]!.text).toContain('reste du monde');
    expect(mails[0]!.text).not.toMatch(/\{\w+\}/);
  });
});
