import type { SipSession } from '@carillon/sip';
import { expect, test } from 'vitest';
import { writeSdp } from '#test/factories/telephony-media';
import { answerNext, lossyWorld, talkLossy, type LossyPhone, type LossyWorld } from '#test/factories/telephony-lossy';
import { rowsOf } from '#test/factories/telephony-scenario';

/** 15 % of the packets lost, 15 % repeated, each late by up to 120 ms, so that they overtake each other. */
const bad = { loss: 0.15, duplication: 0.15, minDelayMs: 1, maxDelayMs: 120 };
const seeds = [7, 21];
/** Each seed goes through the scenario this often: the same world, other luck. */
const rounds = 3;

type Phones = readonly [LossyPhone, LossyPhone, LossyPhone, LossyPhone];
type Scenario = (world: LossyWorld, phones: Phones) => Promise<{ calls: number; sessions: SipSession[] }>;

const held = (world: LossyWorld, session: SipSession, direction: 'sendonly' | 'sendrecv' | 'inactive') =>
  world.settled('the re-INVITE', session.reinvite({ body: writeSdp(['PCMA'], direction) }));

const ended = (session: SipSession) => new Promise<void>((resolve) => session.onBye(() => resolve()));

/** What must hold whatever the network did; returns how many calls have a row. */
async function invariants(world: LossyWorld, calls: number): Promise<number> {
  const { telephony, media, sip } = world.app.modules;
  await world.until('no call is in progress', async () => (await telephony.health()).callsInProgress === 0);
  await world.until('every call has its row', async () => (await rowsOf(world.app, 'calls')).length >= calls);
  // 64*T1 and its like: every transaction has had its time.
  await world.pass(40);
  const { clientTransactionsLive, serverTransactionsLive, dialogsLive, internalErrors } = sip.stats();
  expect({ clientTransactionsLive, serverTransactionsLive, dialogsLive, internalErrors }).toEqual({
    clientTransactionsLive: 0,
    serverTransactionsLive: 0,
    dialogsLive: 0,
    internalErrors: 0,
  });
  expect(media.open()).toEqual([]);
  expect(media.bridges()).toEqual([]);
  expect(await rowsOf(world.app, 'call_owners')).toEqual([]);
  const facts = await rowsOf(world.app, 'call_facts');
  const legs = new Set(facts.flatMap((fact) => (fact['legId'] === null ? [] : [fact['legId']])));
  const records = (await rowsOf(world.app, 'call_records')).map((record) => record['legId']);
  expect(records).toHaveLength(legs.size);
  expect(new Set(records)).toEqual(legs);
  return (await rowsOf(world.app, 'calls')).length;
}

const scenarios: Record<string, Scenario> = {
  'a plain call': async (world, [ada, ben]) => {
    const { callerSession } = await talkLossy(world, ada, ben, '202');
    return { calls: 1, sessions: [callerSession] };
  },
  'a busy telephone': async (world, [ada, ben]) => {
    const invite = ada.call('202');
    (await world.until('it rings', () => ben.rung.shift())).reject(486);
    const result = await world.settled('the refusal', invite.result);
    expect(result).toMatchObject({ kind: 'rejected', response: { status: 486 } });
    return { calls: 1, sessions: [] };
  },
  'an answer that crosses the CANCEL': async (world, [ada, ben]) => {
    const invite = ada.call('202');
    const ringing = await world.until('it rings', () => ben.rung.shift());
    const accepting = ringing.accept({ body: writeSdp(['PCMA']) });
    invite.cancel();
    const [result] = await world.settled('both are over', Promise.all([invite.result, accepting]));
    const sessions = result.kind === 'answered' ? [result.session] : [];
    expect(['answered', 'cancelled', 'rejected']).toContain(result.kind);
    return { calls: 1, sessions };
  },
  'two telephones ring, one answers': async (world, [ada, ben]) => {
    const second = await world.addPhone(ben.user);
    const invite = ada.call('202');
    const other = await world.until('both ring', () => (ben.rung.length > 0 ? second.rung.shift() : null));
    other.ring();
    const reason = new Promise<string | null>((resolve) => other.onCancelled(resolve));
    await answerNext(world, ben);
    expect(await world.settled('the other stops', reason)).toMatch(/cause=200/);
    const result = await world.settled('the answer', invite.result);
    return { calls: 1, sessions: result.kind === 'answered' ? [result.session] : [] };
  },
  'hold and resume by both': async (world, [ada, ben]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    for (const session of [callerSession, calleeSession]) {
      expect((await held(world, session, 'sendonly')).kind).toBe('accepted');
      expect((await held(world, session, 'sendrecv')).kind).toBe('accepted');
    }
    return { calls: 1, sessions: [calleeSession] };
  },
  'a transfer without asking': async (world, [ada, ben, cleo]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    const released = ended(calleeSession);
    const referred = calleeSession.refer({ referTo: 'sip:203@127.0.0.1' });
    const session = await answerNext(world, cleo);
    expect(await world.settled('the REFER', referred)).toMatchObject({ response: { status: 202 } });
    await world.settled('the author is released', released);
    return { calls: 1, sessions: [callerSession, session] };
  },
  'a transfer after asking': async (world, [ada, ben, cleo]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    await held(world, calleeSession, 'inactive');
    const asked = await talkLossy(world, ben, cleo, '203');
    const released = Promise.all([ended(calleeSession), ended(asked.callerSession)]);
    const { callId, remoteTag, localTag } = asked.callerSession;
    const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
    const referred = calleeSession.refer({ referTo: `sip:203@127.0.0.1?Replaces=${replaces}` });
    await world.settled('the REFER', referred);
    await world.settled('the author is released', released);
    return { calls: 2, sessions: [callerSession] };
  },
  'both parties change their media at once': async (world, [ada, ben]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    const changes = [callerSession, calleeSession].map((session) => held(world, session, 'sendonly'));
    const results = await Promise.all(changes);
    expect(results.map((result) => result.kind)).toEqual(['accepted', 'accepted']);
    return { calls: 1, sessions: [callerSession] };
  },
  'an INVITE without offer': async (world, [ada, ben]) => {
    const invite = ada.call('202', { body: '' });
    await answerNext(world, ben);
    const result = await world.settled('the answer', invite.result);
    if (result.kind !== 'answered') throw new Error(`not answered: ${result.kind}`);
    result.session.ack(writeSdp(['PCMA']));
    const legs = () => world.app.modules.media.open();
    await world.until('the late answer is taken', () => legs().length === 2 && legs().every((leg) => leg.codec));
    return { calls: 1, sessions: [result.session] };
  },
  'an INVITE that takes a place (Replaces)': async (world, [ada, ben, , dan]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    const released = ended(calleeSession);
    const { callId, remoteTag, localTag } = calleeSession;
    const value = `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
    const invite = dan.call('202', { headers: [{ name: 'Replaces', value }] });
    expect((await world.settled('the answer', invite.result)).kind).toBe('answered');
    await world.settled('the old party is released', released);
    return { calls: 1, sessions: [callerSession] };
  },
  'a BYE that crosses a re-INVITE': async (world, [ada, ben]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    const change = callerSession.reinvite({ body: writeSdp(['PCMA'], 'sendonly') });
    await world.settled('both are over', Promise.all([calleeSession.bye(), change]));
    return { calls: 1, sessions: [callerSession] };
  },
  'both hang up at once': async (world, [ada, ben]) => {
    const { callerSession, calleeSession } = await talkLossy(world, ada, ben, '202');
    return { calls: 1, sessions: [callerSession, calleeSession] };
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  test.each(seeds)(`${name}, on a bad network (seed %i)`, async (seed) => {
    const world = await lossyWorld(4, bad, seed);
    let calls = 0;
    for (let round = 0; round < rounds; round++) {
      const result = await scenario(world, world.phones as Phones);
      calls += result.calls;
      await world.settled('everybody hangs up', Promise.all(result.sessions.map((session) => session.bye())));
      expect(await invariants(world, calls)).toBe(calls);
      for (const phone of world.phones) phone.rung.splice(0);
    }
  });
}
