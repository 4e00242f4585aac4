import { findPart, parseContentType, headerValue, type SipRequest } from '@carillon/sip';
import type { LoopbackWatch } from '@carillon/sip/testing';
import { describe, expect, test } from 'vitest';
import { operatorScope } from '#platform/db';
import { makeOrganization, makeUser } from '#test/factories/identity';
import { makePhone, telephonyApp, until, type Phone } from '#test/factories/telephony';
import { scene, talk } from '#test/factories/telephony-scenario';

const bodyOf = ({ body }: SipRequest): string => Buffer.from(body).toString();
const lampOf = (notify: SipRequest): string => {
  const body = bodyOf(notify);
  const read = (pattern: RegExp) => pattern.exec(body)?.[1] ?? '';
  return [read(/direction="(\w+)"/), read(/<state>(\w+)/), read(/<remote>.*?>(sip:[^<]*)</)].filter(Boolean).join(' ');
};
const lamps = (watch: LoopbackWatch): string[] => watch.notifies.map(lampOf);
const lastLamp = (watch: LoopbackWatch, lamp: string) =>
  until(`${lamp} after ${lamps(watch).join(', ')}`, () => lamps(watch).at(-1) === lamp);
const versions = (watch: LoopbackWatch): string[] =>
  watch.notifies.map((one) => /version="(\d+)"/.exec(bodyOf(one))![1]!);
const refusal = async (watch: LoopbackWatch) => watch.subscription.ended;

describe('busy lamps (RFC 4235)', () => {
  test('idle, ringing with who calls and what picks it up, talking, held, idle again', async () => {
    const { phones } = await scene(3);
    const [ada, ben, eve] = phones as [Phone, Phone, Phone];
    const watch = eve.subscribe('202', 'dialog');
    await lastLamp(watch, 'terminated');
    const invite = ada.call('202');
    const ringing = await ben.nextCall();
    ringing.ring();
    await lastLamp(watch, 'recipient early sip:201@127.0.0.1');
    const early = bodyOf(watch.notifies.at(-1)!);
    expect(early).toContain(`call-id="${ringing.callId}"`);
    expect(early).toContain(`local-tag="${ringing.localTag}" remote-tag="${ringing.remoteTag}"`);
    const accepted = await ringing.accept({
      body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n',
    });
    if (accepted.kind !== 'accepted') throw new Error('gone');
    await lastLamp(watch, 'recipient confirmed sip:201@127.0.0.1');
    // A call that is up is not offered for taking over.
    expect(bodyOf(watch.notifies.at(-1)!)).not.toContain('call-id=');
    await invite.result;
    await accepted.session.bye();
    await lastLamp(watch, 'terminated');
    expect(versions(watch)).toEqual(watch.notifies.map((_, index) => String(index)));
    watch.subscription.unsubscribe();
    await watch.subscription.ended;
  });

  test('one lamp for all devices of a member, and the caller has one too', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, eve] = phones as [Phone, Phone, Phone];
    const second = await makePhone(app, { user: ben.user });
    const [caller, callee] = [eve.subscribe('201', 'dialog'), eve.subscribe('202', 'dialog')];
    const invite = ada.call('202');
    for (const phone of [ben, second]) (await phone.nextCall()).ring();
    await lastLamp(callee, 'recipient early sip:201@127.0.0.1');
    await lastLamp(caller, 'initiator early sip:202@127.0.0.1');
    expect(bodyOf(callee.notifies.at(-1)!).match(/<dialog /g)).toHaveLength(1);
    invite.cancel();
    await lastLamp(callee, 'terminated');
    await lastLamp(caller, 'terminated');
  });

  test('nobody is shown another organization: what exists there is unknown, like what exists nowhere', async () => {
    const { app, phones } = await scene(1);
    const other = await makeOrganization(app);
    const stranger = await makePhone(app, { organizationId: other.id, extension: '777' });
    const username = /sip:([^@]+)@/.exec(stranger.aor)![1]!;
    for (const target of ['777', username, '999', 'nobody']) {
      expect(await refusal(phones[0]!.subscribe(target, 'dialog'))).toEqual({ kind: 'refused', status: 404 });
    }
  });

  test("a wrong password gets nothing, and somebody else's messages are refused", async () => {
    const { app, phones } = await scene(2);
    const [ada] = phones as [Phone, Phone];
    const guess = refusal(ada.subscribe('202', 'dialog', { credentials: { username: 'u1', password: 'wrong' } }));
    const verdict = { is: null as unknown };
    void guess.then((end) => (verdict.is = end));
    // A wrong password is answered late.
    await until('refused', async () => {
      await app.clock.advance(100);
      return verdict.is;
    });
    expect(verdict.is).toMatchObject({ kind: 'refused', status: 401 });
    expect(await refusal(ada.subscribe('202', 'message-summary'))).toEqual({ kind: 'refused', status: 403 });
    expect(await refusal(ada.subscribe('202', 'weather'))).toEqual({ kind: 'refused', status: 489 });
  });

  test('over TCP, and the end of the registration does not end it', async () => {
    const app = await telephonyApp();
    const { id: organizationId } = await makeOrganization(app);
    const watcher = await makePhone(app, { organizationId, extension: '301', transport: 'tcp' });
    const [ada, ben] = [
      await makePhone(app, { organizationId, extension: '302' }),
      await makePhone(app, { organizationId, extension: '303' }),
    ];
    const watch = watcher.subscribe('303', 'dialog');
    await lastLamp(watch, 'terminated');
    const { callerSession } = await talk(ada, ben, '303');
    await lastLamp(watch, 'recipient confirmed sip:302@127.0.0.1');
    await callerSession.bye();
    await lastLamp(watch, 'terminated');
    expect(versions(watch)).toEqual(watch.notifies.map((_, index) => String(index)));
  });

  test('a subscription that is not refreshed ends by itself', async () => {
    const { app, phones } = await scene(2);
    const watch = phones[0]!.subscribe('202', 'dialog', { seconds: 600 });
    await lastLamp(watch, 'terminated');
    await app.clock.advance(601_000);
    expect(await watch.subscription.ended).toMatchObject({ kind: 'terminated', reason: 'timeout' });
  });

  test('a telephone that was given a new password watches no more', async () => {
    const { app, organizationId, phones } = await scene(2);
    const watch = phones[0]!.subscribe('202', 'dialog');
    await lastLamp(watch, 'terminated');
    const { cookie } = await makeUser(app, { organizationId, role: 'admin' });
    const url = `/api/v1/devices/${phones[0]!.deviceId}/secret`;
    expect((await app.inject({ method: 'POST', url, headers: { cookie } })).statusCode).toBe(200);
    expect(await watch.subscription.ended).toMatchObject({ reason: 'rejected' });
  });
});

describe('lists (RFC 4662)', () => {
  const membersIn = (notify: SipRequest): string[] => {
    const type = parseContentType(headerValue(notify, 'Content-Type')!)!;
    const index = Buffer.from(findPart(type, notify.body, 'application/rlmi+xml')!).toString();
    return [...index.matchAll(/<resource uri="sip:(\d+)@/g)].map(([, extension]) => extension!);
  };

  test('the team: everybody at first, then who changed', async () => {
    const { phones } = await scene(3);
    const [ada, ben, eve] = phones as [Phone, Phone, Phone];
    const lists = [{ name: 'Supported', value: 'eventlist' }];
    const watch = eve.subscribe('team', 'dialog', { headers: lists });
    await until('the first list', () => watch.notifies.length === 1);
    expect(membersIn(watch.notifies[0]!)).toEqual(['201', '202', '203']);
    expect(bodyOf(watch.notifies[0]!)).toContain('fullState="true"');
    expect(headerValue(watch.notifies[0]!, 'Require')).toBe('eventlist');
    const { callerSession } = await talk(ada, ben, '202');
    await until('both talk', () => /confirmed/.test(bodyOf(watch.notifies.at(-1)!)));
    const later = watch.notifies.slice(1);
    expect(later.every((one) => bodyOf(one).includes('fullState="false"'))).toBe(true);
    expect(new Set(later.flatMap(membersIn))).toEqual(new Set(['201', '202']));
    await callerSession.bye();
  });

  test('who does not understand lists is told so', async () => {
    const { phones } = await scene(1);
    expect(await refusal(phones[0]!.subscribe('team', 'dialog'))).toEqual({ kind: 'refused', status: 421 });
  });
});

describe('message-summary and reg', () => {
  test('no voicemail yet: no messages', async () => {
    const { phones } = await scene(1);
    const watch = phones[0]!.subscribe('201', 'message-summary');
    await until('told', () => watch.notifies.length === 1);
    expect(bodyOf(watch.notifies[0]!)).toBe(
      'Messages-Waiting: no\r\nMessage-Account: sip:201@127.0.0.1\r\nVoice-Message: 0/0 (0/0)\r\n',
    );
  });

  test('a telephone sees its own bindings', async () => {
    const { phones } = await scene(1);
    const username = /sip:([^@]+)@/.exec(phones[0]!.aor)![1]!;
    const watch = phones[0]!.subscribe(username, 'reg');
    await until('told', () => watch.notifies.length === 1);
    expect(bodyOf(watch.notifies[0]!)).toContain(':' + phones[0]!.port);
    await phones[0]!.register(0);
    await until('gone', () => bodyOf(watch.notifies.at(-1)!).includes('state="terminated"'));
  });
});

describe('conference (RFC 4575)', () => {
  test('who is in the room, as they come and go; nobody else’s room', async () => {
    const { app, organizationId, phones } = await scene(2);
    const [ada, ben] = phones as [Phone, Phone];
    const room = { kind: 'conference', extension: '800', name: 'Board', maxParties: 5 } as const;
    await app.db.transaction(operatorScope, (tx) =>
      app.modules.telephony.seed.createServices(tx, organizationId, [room]),
    );
    const watch = ben.subscribe('800', 'conference');
    const seen = () => [...bodyOf(watch.notifies.at(-1)!).matchAll(/<user entity="sip:(\d+)@/g)].map(([, who]) => who);
    await until('an empty room', () => watch.notifies.length === 1);
    expect(bodyOf(watch.notifies[0]!)).toContain('<user-count>0</user-count>');
    const result = await ada.call('800').result;
    if (result.kind !== 'answered') throw new Error(result.kind);
    await until('ada is in', () => seen().join() === '201');
    await result.session.bye();
    await until('ada is gone', () => seen().length === 0);
    expect(await refusal(ben.subscribe('801', 'conference'))).toEqual({ kind: 'refused', status: 404 });
    expect(await refusal(ben.subscribe('201', 'conference'))).toEqual({ kind: 'refused', status: 404 });
  });
});
