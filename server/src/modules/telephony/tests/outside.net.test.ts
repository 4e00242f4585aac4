import type { TrunkView } from '@carillon/api';
import { headerValue } from '@carillon/sip';
import { operatorScope } from '#platform/db';
import { writeSdp } from '#test/factories/telephony-media';
import { makeCarrier, makePhone, until } from '#test/factories/telephony';
import { makeNumber } from '#test/factories/numbers';
import { makeUser } from '#test/factories/identity';
import { describe, expect, test } from 'vitest';
import { detail, endedCalls, post, rowsOf, scene } from '#test/factories/telephony-scenario';

const header = (text: string, name: string) => new RegExp(`^${name}: (.*)$`, 'mi').exec(text)?.[1]?.trim();

describe('to the outside', () => {
  test('a member calls through the trunk and presents a number that is theirs', async () => {
    const { app, organizationId, phones } = await scene(1);
    const [ada] = phones;
    const carrier = await makeCarrier(app);
    const number = await makeNumber(app, { organizationId, assignedUserId: ada!.user.id });
    const invite = ada!.call('0142685300');
    const session = await carrier.answerNext();
    expect((await invite.result).kind).toBe('answered');
    const seen = await carrier.waitForMessage(/^INVITE sip:\+33142685300@/);
    expect(header(seen.text, 'From')).toContain(`sip:${number.number}@`);
    expect(header(seen.text, 'P-Asserted-Identity')).toBe(`<sip:${number.number}@127.0.0.1>`);
    await session.bye();
    const [call] = await endedCalls(app);
    expect(call).toMatchObject({ direction: 'outbound', outcome: 'answered', toNumber: '+33142685300' });
    const records = await rowsOf(app, 'call_records');
    expect(records.find((record) => record['trunkId'] === carrier.trunkId)).toMatchObject({ callerId: number.number });
    const decisions = (await detail(app, call!['id'], ada!.user.cookie)).trace.map((entry) => entry.decision);
    expect(decisions).toEqual([
      'external',
      'outbound_granted',
      'caller_id_selected',
      'toll_class_national',
      'trunk_chosen',
      'answered',
    ]);
  });

  test.each([
    [false, 'none'],
    [true, 'sdes'],
  ] as const)('a trunk that secures its sound (%s) is offered keys', async (securesMedia, security) => {
    const { app, organizationId, phones } = await scene(1);
    await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const carrier = await makeCarrier(app, { securesMedia });
    const invite = phones[0]!.call('0142685300');
    (await carrier.nextCall()).reject(486);
    await invite.result;
    expect([...app.modules.media.legs.values()].at(-1)?.options.security).toBe(security);
  });

  test('the far side is heard before it answers', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const invite = phones[0]!.call('0142685300');
    (await carrier.nextCall()).ring({ status: 183, body: writeSdp(['PCMA']), contentType: 'application/sdp' });
    await phones[0]!.waitForMessage(/^SIP\/2.0 183[\s\S]*m=audio/);
    expect(app.modules.media.bridges()).toHaveLength(1);
    invite.cancel();
    expect((await endedCalls(app))[0]).toMatchObject({ outcome: 'no_answer', hangupCause: 'caller_gave_up' });
  });

  test('a carrier that is overloaded is followed by the next one, but not after it rang', async () => {
    const { app, organizationId, phones } = await scene(1);
    await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const first = await makeCarrier(app, { name: 'First' });
    const second = await makeCarrier(app, { name: 'Second' });
    const invite = phones[0]!.call('0142685300');
    (await first.nextCall()).reject(503);
    const retried = await second.nextCall();
    retried.ring();
    await phones[0]!.waitForMessage(/^SIP\/2.0 180/);
    retried.reject(503);
    expect(await invite.result).toMatchObject({ kind: 'rejected', response: { status: 503 } });
    await endedCalls(app);
    expect(await rowsOf(app, 'call_records')).toHaveLength(3);
  });

  test('nobody may present a number that is not theirs, and without any there is no call', async () => {
    const { app, phones } = await scene(1);
    await makeCarrier(app);
    expect(await phones[0]!.call('0142685300').result).toMatchObject({ kind: 'rejected', response: { status: 403 } });
    expect((await endedCalls(app))[0]).toMatchObject({ outcome: 'blocked', hangupCause: 'no_caller_id' });
  });

  test.each(['112', '15', '+33112', '0033 15'])(
    '%s is an emergency number: explained, never routed',
    async (dialled) => {
      const { app, organizationId, phones } = await scene(1);
      const carrier = await makeCarrier(app);
      await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
      await makePhone(app, { organizationId, extension: '115' });
      const result = await phones[0]!.call(`sip:${encodeURIComponent(dialled)}@127.0.0.1`).result;
      expect(result.kind).toBe('answered');
      expect(app.modules.media.log).toEqual(['play fr/emergency_refused']);
      const leg = app.modules.media.open()[0]!;
      leg.happen('promptEnded', 'played');
      const [call] = await endedCalls(app);
      expect(call).toMatchObject({ outcome: 'blocked', hangupCause: 'emergency_refused', answeredAt: null });
      expect(carrier.messages.some(({ text }) => text.startsWith('INVITE'))).toBe(false);
    },
  );
});

describe('from the outside', () => {
  test('a number rings every device of its member; the log names the caller', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    const number = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const invite = carrier.call(number.number, { from: '"Marie" <sip:+33612345678@127.0.0.1>' });
    const session = await phones[0]!.answerNext();
    expect((await invite.result).kind).toBe('answered');
    const seen = await phones[0]!.waitForMessage(/^INVITE/);
    expect(header(seen.text, 'From')).toContain('+33612345678');
    await session.bye();
    expect((await endedCalls(app))[0]).toMatchObject({
      direction: 'inbound',
      fromNumber: '+33612345678',
      fromName: 'Marie',
    });
  });

  test('nobody there: the caller hears it, then the call ends as missed', async () => {
    const { app, organizationId } = await scene(0);
    const carrier = await makeCarrier(app);
    const user = await makeUser(app, { organizationId });
    const number = await makeNumber(app, { organizationId, assignedUserId: user.id });
    const result = await carrier.call(number.number).result;
    if (result.kind !== 'answered') throw new Error('not answered');
    const ended = new Promise((resolve) => result.session.onBye(resolve));
    await until('the message', () => app.modules.media.log.includes('play fr/no_answer'));
    app.modules.media.open()[0]!.happen('promptEnded', 'played');
    await ended;
    expect((await endedCalls(app))[0]).toMatchObject({ outcome: 'missed', hangupCause: 'no_device', answeredAt: null });
  });

  test('a number that nobody has: another message', async () => {
    const { app, organizationId } = await scene(0);
    const carrier = await makeCarrier(app);
    const number = await makeNumber(app, { organizationId });
    const result = await carrier.call(number.number).result;
    expect(result.kind).toBe('answered');
    expect(app.modules.media.log).toEqual(['play fr/number_unassigned']);
  });

  test('a number that is not ours: 404; a stranger who is no carrier: a challenge', async () => {
    const { app, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    expect(await carrier.call('+33199999999').result).toMatchObject({ kind: 'rejected', response: { status: 404 } });
    const stranger = phones[0]!.call('201', { from: '<sip:nobody@127.0.0.1>', credentials: () => null });
    expect(await stranger.result).toMatchObject({ kind: 'rejected', response: { status: 401 } });
  });

  test('the caller gives up before the message: hung up by the caller, nothing stays', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app);
    const number = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const invite = carrier.call(number.number);
    (await phones[0]!.nextCall()).ring();
    await carrier.waitForMessage(/^SIP\/2.0 180/);
    invite.cancel();
    expect((await endedCalls(app))[0]).toMatchObject({ outcome: 'missed', hungUpBy: 'caller' });
    expect(app.modules.media.open()).toEqual([]);
  });
});

test('paid destinations are paused for a compromised account, and its telephones are out', async () => {
  const { app, organizationId, phones } = await scene(1);
  const { user } = phones[0]!;
  await makeCarrier(app);
  await makeNumber(app, { organizationId, assignedUserId: user.id });
  const admin = await makeUser(app, { organizationId, role: 'admin' });
  const report = await post(app, `/api/v1/users/${user.id}/compromise`, admin.cookie);
  expect(report.json()).toMatchObject({ sipSecretsRotated: 1 });
  const refused: unknown[] = [];
  void phones[0]!.register().then((result) => refused.push(result));
  // A wrong password is answered late, by the clock of the test.
  await until('an answer', async () => {
    await app.clock.advance(40);
    return refused.length > 0;
  });
  expect(refused).toMatchObject([{ kind: 'response', response: { status: 401 } }]);
});

describe('a trunk by registration', () => {
  const registered = (app: Parameters<typeof makeCarrier>[0], cookie: string) =>
    until('the trunk is registered', async () => {
      const { items } = (await app.inject({ method: 'GET', url: '/api/v1/trunks', headers: { cookie } })).json<{
        items: TrunkView[];
      }>();
      return items.find((trunk) => trunk.status.state === 'registered');
    });

  test('registers with a digest answer, and takes calls that come to its contact', async () => {
    const { app, organizationId, phones } = await scene(1);
    const carrier = await makeCarrier(app, { enabled: false, name: 'Off' });
    const challenges: string[] = [];
    carrier.endpoint.onRequest(({ request, respond }) => {
      if (request.method !== 'REGISTER') return respond(200);
      const credentials = headerValue(request, 'Authorization');
      const value = 'Digest realm="carrier", nonce="n1", algorithm=SHA-256, qop="auth"';
      if (credentials === undefined) return respond(401, { headers: [{ name: 'WWW-Authenticate', value }] });
      challenges.push(credentials);
      respond(200, { headers: [{ name: 'Contact', value: `${headerValue(request, 'Contact')};expires=120` }] });
    });
    const seed = {
      organizationId,
      name: 'Own',
      host: '127.0.0.1',
      port: carrier.port,
      transport: 'udp' as const,
      authentication: 'registration' as const,
      username: 'customer',
      password: 'sesame',
      allowedSources: [],
      numberFormat: 'e164' as const,
      maxCalls: null,
      enabled: true,
    };
    await app.db.transaction(operatorScope, (tx) => app.modules.telephony.seed.createTrunk(tx, seed));
    const admin = await makeUser(app, { organizationId, role: 'admin' });
    await registered(app, admin.cookie);
    expect(challenges[0]).toContain('username="customer"');
    const number = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
    const contact = /Contact: <sip:([^@]+)@/.exec((await carrier.waitForMessage(/^REGISTER[\s\S]*Contact/)).text)![1]!;
    const invite = carrier.call(contact, { to: `<sip:${number.number.slice(1)}@127.0.0.1>` });
    await phones[0]!.answerNext();
    expect((await invite.result).kind).toBe('answered');
  });
});
