import { describe, expect, test } from 'vitest';
import { answerAll, createSimulatedPair, establish, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import type { SipSession } from './types.ts';

const text = (body: Uint8Array | null): string | null => (body === null ? null : Buffer.from(body).toString());

const expectClean = async (pair: SimulatedPair): Promise<void> => {
  await pair.clock.advance(70_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
  expect(pair.brokenRules()).toEqual([]);
  expect(pair.log).toEqual([]);
};

describe.each(['udp', 'tcp'] as const)('a call over %s', (transport) => {
  test('rings, is answered, talks and ends; nothing is left', async () => {
    const pair = await createSimulatedPair({ transport });
    const callees = answerAll(pair.bob);
    const call = pair.call();
    const heard: number[] = [];
    call.onProvisional(({ status }) => heard.push(status));
    const result = await settled(pair.clock, call.result);
    expect(result.kind).toBe('answered');
    expect(heard).toEqual([180]);
    const { session, response } = result as Extract<typeof result, { kind: 'answered' }>;
    expect(text(response.body)).toBe('v=0 answer');
    await pair.clock.advance(50);
    const [callee] = callees as [SipSession];
    let acknowledged = false;
    callee.onAck(() => (acknowledged = true));
    expect(acknowledged).toBe(true);
    let ended: string | null = null;
    callee.onBye((reason) => (ended = reason.kind === 'bye' ? reason.reason : reason.kind));
    await settled(pair.clock, session.bye({ reason: 'done talking' }));
    expect({ ended, closed: callee.closed }).toEqual({ ended: 'SIP;text="done talking"', closed: true });
    await expectClean(pair);
  });

  test('the callee hangs up', async () => {
    const pair = await createSimulatedPair({ transport });
    const { caller, callee } = await establish(pair);
    let ended = '';
    caller.onBye(({ kind }) => (ended = kind));
    await settled(pair.clock, callee.bye());
    expect(ended).toBe('bye');
    await expectClean(pair);
  });

  test('rejection is acknowledged and reported', async () => {
    const pair = await createSimulatedPair({ transport });
    pair.bob.onInvite((invite) => invite.reject(486, { headers: [{ name: 'Retry-After', value: '5' }] }));
    const result = await settled(pair.clock, pair.call().result);
    expect(result).toMatchObject({ kind: 'rejected', response: { status: 486, reason: 'Busy Here' } });
    await expectClean(pair);
  });

  test('CANCEL while ringing: 487, and the callee is told why', async () => {
    const pair = await createSimulatedPair({ transport });
    let reason: string | null = null;
    pair.bob.onInvite((invite) => {
      invite.onCancelled((why) => (reason = why));
      invite.ring();
    });
    const call = pair.call();
    await pair.clock.advance(1_000);
    call.cancel('completed_elsewhere');
    expect((await settled(pair.clock, call.result)).kind).toBe('cancelled');
    expect(reason).toBe('SIP;cause=200;text="Call completed elsewhere"');
    await expectClean(pair);
  });

  test('offerless INVITE: offer in the 2xx, answer in the ACK', async () => {
    const pair = await createSimulatedPair({ transport });
    const callees = answerAll(pair.bob, ({ offer }) => expect(offer).toBe(null));
    const result = await settled(pair.clock, pair.call({ body: '' }).result);
    const { session, response } = result as Extract<typeof result, { kind: 'answered' }>;
    expect(text(response.body)).toBe('v=0 answer');
    let answer: Uint8Array | null = null;
    callees[0]!.onAck((body) => (answer = body));
    await pair.clock.advance(1_800);
    expect(answer).toBe(null);
    session.ack('v=0 late answer');
    await pair.clock.advance(100);
    expect(text(answer)).toBe('v=0 late answer');
    await settled(pair.clock, session.bye());
    await expectClean(pair);
  });

  test('re-INVITE, offerless re-INVITE, INFO and OPTIONS in the dialog', async () => {
    const pair = await createSimulatedPair({ transport });
    const { caller, callee } = await establish(pair);
    let fromAck: Uint8Array | null = null;
    callee.onReinvite((offer, reply) => {
      void reply.accept(`answer to ${text(offer)}`).then((body) => (fromAck = body));
    });
    const held = await settled(pair.clock, caller.reinvite({ body: 'hold' }));
    expect(held).toMatchObject({ kind: 'accepted' });
    expect(text((held as { body: Uint8Array }).body)).toBe('answer to hold');
    const asked = caller.reinvite({ answer: (offer) => `my answer to [${text(offer)}]` });
    expect((await settled(pair.clock, asked)).kind).toBe('accepted');
    await pair.clock.advance(100);
    expect(text(fromAck)).toBe('my answer to [answer to null]');
    let info = '';
    callee.onInfo((type, body) => (info = `${type}: ${text(body)}`));
    await settled(pair.clock, caller.info('application/dtmf-relay', 'Signal=5'));
    expect(info).toBe('application/dtmf-relay: Signal=5');
    const options = await settled(pair.clock, caller.request('OPTIONS'));
    expect(options).toMatchObject({ kind: 'response', response: { status: 200 } });
    await settled(pair.clock, callee.bye());
    await expectClean(pair);
  });
});

describe('races', () => {
  test('CANCEL crosses the 200: the answer is acknowledged and released with BYE', async () => {
    const pair = await createSimulatedPair({ conditions: { loss: 0, duplication: 0, minDelayMs: 50, maxDelayMs: 50 } });
    const sessions: SipSession[] = [];
    pair.bob.onInvite((invite) => {
      invite.ring();
      pair.clock.after(100, () => {
        void invite.accept({ body: 'v=0' }).then((result) => {
          if (result.kind === 'accepted') sessions.push(result.session);
        });
      });
    });
    const call = pair.call();
    await pair.clock.advance(140);
    call.cancel();
    expect((await settled(pair.clock, call.result)).kind).toBe('cancelled');
    await pair.clock.advance(1_000);
    expect(sessions.map(({ closed }) => closed)).toEqual([true]);
    await expectClean(pair);
  });

  test('cancel before any response waits for the first provisional', async () => {
    const pair = await createSimulatedPair();
    let cancelled = false;
    pair.bob.onInvite((invite) => invite.onCancelled(() => (cancelled = true)));
    const call = pair.call();
    call.cancel();
    await pair.clock.advance(150);
    expect(cancelled).toBe(false);
    expect((await settled(pair.clock, call.result)).kind).toBe('cancelled');
    expect(cancelled).toBe(true);
    await expectClean(pair);
  });

  test('glare: both re-INVITE at once, both get through after the back-off of RFC 3261 14.1', async () => {
    const pair = await createSimulatedPair({ conditions: { loss: 0, duplication: 0, minDelayMs: 50, maxDelayMs: 50 } });
    const { caller, callee } = await establish(pair);
    caller.onReinvite((_offer, reply) => void reply.accept('a'));
    callee.onReinvite((_offer, reply) => void reply.accept('b'));
    const both = Promise.all([caller.reinvite({ body: 'from caller' }), callee.reinvite({ body: 'from callee' })]);
    const results = await settled(pair.clock, both);
    expect(results.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
    const refused = pair.network.packets.filter(({ bytes }) => Buffer.from(bytes).toString().startsWith('SIP/2.0 491'));
    expect(refused.length).toBeGreaterThanOrEqual(2);
    await settled(pair.clock, caller.bye());
    await expectClean(pair);
  });

  test('BYE crosses BYE, and BYE crosses re-INVITE', async () => {
    for (const other of ['bye', 'reinvite'] as const) {
      const pair = await createSimulatedPair({
        conditions: { loss: 0, duplication: 0, minDelayMs: 50, maxDelayMs: 50 },
      });
      const { caller, callee } = await establish(pair);
      callee.onReinvite((_offer, reply) => void reply.accept('late'));
      const crossing = other === 'bye' ? callee.bye() : callee.reinvite({ body: 'too late' });
      await settled(pair.clock, Promise.all([caller.bye(), crossing]));
      expect([caller.closed, callee.closed]).toEqual([true, true]);
      await expectClean(pair);
    }
  });

  test('a lost ACK: the 2xx is repeated and each one is acknowledged at once', async () => {
    const pair = await createSimulatedPair();
    let lost = 0;
    pair.network.filter = ({ bytes }) => !(Buffer.from(bytes).toString().startsWith('ACK') && (lost += 1) <= 3);
    const { caller, callee } = await establish(pair);
    let acknowledged = false;
    callee.onAck(() => (acknowledged = true));
    await pair.clock.advance(5_000);
    expect({ lost, acknowledged }).toEqual({ lost: 4, acknowledged: true });
    await settled(pair.clock, caller.bye());
    await expectClean(pair);
  });

  test('the callee hangs up before the ACK came: its BYE waits for it (RFC 3261 15)', async () => {
    const pair = await createSimulatedPair({ conditions: { loss: 0, duplication: 0, minDelayMs: 50, maxDelayMs: 50 } });
    pair.bob.onInvite((invite) => {
      void invite.accept({ body: 'v=0' }).then((result) => result.kind === 'accepted' && void result.session.bye());
    });
    const result = await settled(pair.clock, pair.call().result);
    expect(result.kind).toBe('answered');
    await pair.clock.advance(1_000);
    const order = pair.network.packets.map(({ bytes }) => Buffer.from(bytes).toString().split(/[ \r]/, 2).join(' '));
    expect(order.filter((line) => /^(ACK|BYE)/.test(line)).map((line) => line.slice(0, 3))).toEqual(['ACK', 'BYE']);
    const bye = pair.network.packets.find(({ bytes }) => Buffer.from(bytes).toString().startsWith('BYE'))!;
    expect(bye.atMs).toBeGreaterThanOrEqual(150);
    await expectClean(pair);
  });

  test('no ACK at all: BYE after 64*T1 (RFC 3261 13.3.1.4)', async () => {
    const pair = await createSimulatedPair();
    pair.network.filter = ({ bytes }) => !Buffer.from(bytes).toString().startsWith('ACK');
    const { caller, callee } = await establish(pair);
    let reason = '';
    callee.onBye(({ kind }) => (reason = kind));
    await pair.clock.advance(31_000);
    expect(reason).toBe('');
    await pair.clock.advance(2_000);
    expect({ reason, closed: caller.closed }).toEqual({ reason: 'no_ack', closed: true });
    await pair.clock.advance(70_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
  });

  test('nobody answers: timeout after 64*T1', async () => {
    const pair = await createSimulatedPair();
    pair.network.filter = () => false;
    expect(await settled(pair.clock, pair.call().result)).toEqual({ kind: 'timeout' });
    expect(pair.clock.now()).toBeGreaterThanOrEqual(32_000);
    expect(pair.clock.now()).toBeLessThan(32_100);
    await pair.clock.advance(40_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
  });
});
