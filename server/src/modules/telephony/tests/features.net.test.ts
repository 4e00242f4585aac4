import { loopbackSdp } from '@carillon/sip/testing';
import type { LiveCall } from '@carillon/api';
import { describe, expect, test } from 'vitest';
import { grantEntitlement } from '#test/factories/contract';
import { makePhone, until } from '#test/factories/telephony';
import { detail, endedCalls, get, post, rowsOf, scene, talk } from '#test/factories/telephony-scenario';

const live = async (app: Parameters<typeof get>[0], cookie: string) =>
  (await get<{ items: LiveCall[] }>(app, '/api/v1/live-calls', cookie)).items;

describe('ringing', () => {
  test('all telephones of a member ring; the first to answer wins, the others stop with "completed elsewhere"', async () => {
    const { app, phones } = await scene(2);
    const [ada, ben] = phones as [(typeof phones)[0], (typeof phones)[0]];
    const second = await makePhone(app, { user: ben.user });
    const invite = ada.call('202');
    const other = await second.nextCall();
    other.ring();
    const reason = new Promise<string | null>((resolve) => other.onCancelled(resolve));
    await ben.answerNext();
    expect((await invite.result).kind).toBe('answered');
    expect(await reason).toMatch(/cause=200/);
    expect(app.modules.media.bridges()).toHaveLength(1);
  });

  test('nobody answers within 30 seconds: 480, and the log says missed', async () => {
    const { app, phones } = await scene(2);
    const invite = phones[0]!.call('202');
    (await phones[1]!.nextCall()).ring();
    await phones[0]!.waitForMessage(/^SIP\/2.0 180/);
    await app.clock.advance(30_000);
    expect(await invite.result).toMatchObject({ kind: 'rejected', response: { status: 480 } });
    expect((await endedCalls(app))[0]).toMatchObject({ outcome: 'missed', hangupCause: 'no_answer' });
  });

  test('a busy telephone: 486 and the outcome busy', async () => {
    const { app, phones } = await scene(2);
    const invite = phones[0]!.call('202');
    (await phones[1]!.nextCall()).reject(486);
    expect(await invite.result).toMatchObject({ kind: 'rejected', response: { status: 486 } });
    expect((await endedCalls(app))[0]).toMatchObject({ outcome: 'busy' });
  });

  test('an extension that nobody has: 404, and the trace says why', async () => {
    const { app, phones } = await scene(1);
    expect(await phones[0]!.call('299').result).toMatchObject({ kind: 'rejected', response: { status: 404 } });
    const [call] = await endedCalls(app);
    const seen = await detail(app, call!['id'], phones[0]!.user.cookie);
    expect(seen.failureTextKey).toBe('telephony.failure.unknown_destination');
    expect(seen.trace.map((entry) => entry.decision)).toContain('unknown_destination');
  });

  test('a caller with no codec of ours: 488', async () => {
    const { phones } = await scene(2);
    const body = loopbackSdp({ port: 9 }).replace('RTP/AVP 8 0 101', 'RTP/AVP 18');
    expect(await phones[0]!.call('202', { body }).result).toMatchObject({
      kind: 'rejected',
      response: { status: 488 },
    });
  });
});

describe('hold', () => {
  test('the held party hears music and the holder sees it; resuming stops it', async () => {
    const { app, phones } = await scene(2);
    const [ada, ben] = phones;
    const { callerSession } = await talk(ada!, ben!, '202');
    const held = await callerSession.reinvite({ body: loopbackSdp({ port: 9, direction: 'sendonly', version: 2 }) });
    expect(held.kind).toBe('accepted');
    const music = () => app.modules.media.open().filter((leg) => leg.playing?.source.kind === 'file');
    await until('music', () => music().length === 1);
    expect((await live(app, ada!.user.cookie))[0]).toMatchObject({ state: 'held', heldByMe: true });
    expect((await live(app, ben!.user.cookie))[0]).toMatchObject({ heldByOther: true, heldByMe: false });
    await callerSession.reinvite({ body: loopbackSdp({ port: 9, version: 3 }) });
    await until('no music', () => music().length === 0);
    expect((await live(app, ben!.user.cookie))[0]).toMatchObject({ state: 'connected', heldByOther: false });
  });

  test('a re-INVITE that only refreshes changes nothing', async () => {
    const { app, phones } = await scene(2);
    const { callerSession } = await talk(phones[0]!, phones[1]!, '202');
    expect((await callerSession.reinvite({ body: loopbackSdp({ port: 9, version: 2 }) })).kind).toBe('accepted');
    expect(app.modules.media.open().map((leg) => leg.playing)).toEqual([null, null]);
  });

  test('keys sent by INFO reach the other party', async () => {
    const { app, phones } = await scene(2);
    const { callerSession } = await talk(phones[0]!, phones[1]!, '202');
    await callerSession.info('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n');
    expect(
      await until('the key', () => app.modules.media.open().find((leg) => leg.digits.includes('5'))),
    ).toMatchObject({ closed: false });
  });
});

describe('transfer', () => {
  test('"Transfer now": the target rings, the author is released, the two others talk', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    const { calleeSession } = await talk(ada!, ben!, '202');
    const released = new Promise((resolve) => calleeSession.onBye(resolve));
    const [call] = await live(app, ben!.user.cookie);
    const answer = await post(app, `/api/v1/live-calls/${call!.id}/transfer`, ben!.user.cookie, { to: '203' });
    expect(answer.statusCode).toBe(202);
    const session = await cleo!.answerNext();
    await released;
    await until('one bridge', () => app.modules.media.bridges().length === 1);
    expect(app.modules.media.open()).toHaveLength(2);
    await session.bye();
    const [ended] = await endedCalls(app);
    expect(ended).toMatchObject({ outcome: 'answered' });
    expect(await rowsOf(app, 'call_records')).toHaveLength(3);
  });

  test('"Transfer now" that nobody takes comes back to its author', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    const { calleeSession } = await talk(ada!, ben!, '202');
    const released = new Promise((resolve) => calleeSession.onBye(resolve));
    const [call] = await live(app, ben!.user.cookie);
    await post(app, `/api/v1/live-calls/${call!.id}/transfer`, ben!.user.cookie, { to: '203' });
    const ringing = await cleo!.nextCall();
    ringing.ring();
    await released;
    ringing.reject(603);
    await ben!.answerNext();
    await until('one bridge', () => app.modules.media.bridges().length === 1);
    const seen = await detail(app, call!.id, ada!.user.cookie);
    expect(seen.trace.map((entry) => entry.decision)).toEqual(
      expect.arrayContaining(['transfer_failed', 'transfer_returns']),
    );
  });

  test('"Transfer now" to a busy target gives the call back at once', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    await talk(ada!, ben!, '202');
    const [call] = await live(app, ben!.user.cookie);
    await post(app, `/api/v1/live-calls/${call!.id}/transfer`, ben!.user.cookie, { to: '203' });
    (await cleo!.nextCall()).reject(486);
    await until('bridged again', () => app.modules.media.bridges().length === 1);
    await until('no music', () => app.modules.media.open().every((leg) => leg.playing === null));
    expect(await live(app, ben!.user.cookie)).toMatchObject([{ id: call!.id, state: 'connected' }]);
  });

  test('"Ask first": hold, consult, join; the author leaves and three records rows know it', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    const { calleeSession } = await talk(ada!, ben!, '202');
    await calleeSession.reinvite({ body: loopbackSdp({ port: 9, direction: 'sendonly', version: 2 }) });
    const consultation = await talk(ben!, cleo!, '203');
    const calls = await live(app, ben!.user.cookie);
    expect(calls[1]).toMatchObject({ consultationFor: calls[0]!.id });
    const released = Promise.all(
      [calleeSession, consultation.callerSession].map((s) => new Promise((done) => s.onBye(done))),
    );
    const url = `/api/v1/live-calls/${calls[0]!.id}/transfer`;
    expect((await post(app, url, ben!.user.cookie, { consultationCallId: calls[1]!.id })).statusCode).toBe(202);
    await released;
    await until(
      'one bridge of two legs',
      () => app.modules.media.bridges().length === 1 && app.modules.media.open().length === 2,
    );
    expect((await live(app, cleo!.user.cookie))[0]).toMatchObject({
      id: calls[0]!.id,
      state: 'connected',
      other: { name: ada!.user.name },
    });
    await consultation.calleeSession.bye();
    expect((await endedCalls(app, 2)).map((call) => call['hangupCause'])).toEqual(['normal', 'transferred']);
  });

  test('a telephone transfers with REFER and hears how it went', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    const { calleeSession } = await talk(ada!, ben!, '202');
    const progress: number[] = [];
    const referred = await calleeSession.refer({
      referTo: 'sip:203@127.0.0.1',
      onProgress: (status) => progress.push(status),
    });
    expect(referred).toMatchObject({ kind: 'response', response: { status: 202 } });
    await cleo!.answerNext();
    await until('the end is told', () => progress.includes(200));
    await until('one bridge', () => app.modules.media.bridges().length === 1 && app.modules.media.open().length === 2);
  });

  test('a telephone joins with REFER and Replaces', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    const { calleeSession } = await talk(ada!, ben!, '202');
    await calleeSession.reinvite({ body: loopbackSdp({ port: 9, direction: 'inactive', version: 2 }) });
    const { callerSession } = await talk(ben!, cleo!, '203');
    const replaces = `${callerSession.callId};to-tag=${callerSession.remoteTag};from-tag=${callerSession.localTag}`;
    const referTo = `sip:203@127.0.0.1?Replaces=${encodeURIComponent(replaces)}`;
    expect(await calleeSession.refer({ referTo })).toMatchObject({ kind: 'response', response: { status: 202 } });
    await until(
      'one bridge of two legs',
      () => app.modules.media.bridges().length === 1 && app.modules.media.open().length === 2,
    );
    expect((await live(app, ada!.user.cookie))[0]).toMatchObject({ other: { name: cleo!.user.name } });
  });
});

describe('one call at a time (R-A4.5-b)', () => {
  test('a member in a call is busy for others, and cannot dial; with an option they can', async () => {
    const { app, organizationId, phones } = await scene(3);
    const [ada, ben, cleo] = phones;
    await talk(ada!, ben!, '202');
    expect(await cleo!.call('202').result).toMatchObject({ kind: 'rejected', response: { status: 486 } });
    expect(await ben!.call('203').result).toMatchObject({ kind: 'rejected', response: { status: 486 } });
    await grantEntitlement(app, organizationId, 'telephony.extra_channels', 1);
    await app.clock.advance(20_000);
    const invite = ben!.call('203');
    await cleo!.answerNext();
    expect((await invite.result).kind).toBe('answered');
  });

  test('free me ends whatever the server believes', async () => {
    const { app, phones } = await scene(2);
    await talk(phones[0]!, phones[1]!, '202');
    const answer = await post(app, '/api/v1/live-calls/free-me', phones[0]!.user.cookie);
    expect(answer.json()).toEqual({ endedLegs: 1 });
    await endedCalls(app);
    expect(await live(app, phones[0]!.user.cookie)).toEqual([]);
  });
});
