/** Reliable provisional responses (RFC 3262) and offers before the call is answered (RFC 3311, 6337). */
import { beforeEach, describe, expect, test } from 'vitest';
import { valueOf } from '../dialog/dialog.ts';
import { readTag } from '../headers/addresses.ts';
import type { SipResponse } from '../message.ts';
import { RAW, RawPeer, requestLines } from '../testing/raw-peer.ts';
import { ALICE, BOB, createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import type { IncomingInvite, OutgoingInvite, ReinviteReply, SipSession } from './types.ts';

const SDP = ['Content-Type: application/sdp'];

let pair: SimulatedPair;
let raw: RawPeer;
let invite: IncomingInvite;
let cancelled: number;
let cseq: number;

beforeEach(async () => {
  pair = await createSimulatedPair();
  raw = await RawPeer.open(pair.network);
  cancelled = 0;
  cseq = 1;
  pair.bob.onInvite((incoming) => {
    invite = incoming;
    incoming.onCancelled(() => (cancelled += 1));
  });
});

const call = async (extra: string[] = ['Require: 100rel'], body = 'v=0 offer'): Promise<void> => {
  raw.send(BOB, requestLines({ method: 'INVITE', branch: 'i', callId: 'c', extra: [...extra, ...SDP] }), body);
  await pair.clock.advance(1);
};

/** A request in the early dialog; the status of its answer. */
const send = async (method: string, extra: string[] = [], body = ''): Promise<number | undefined> => {
  cseq += 1;
  const toTag = readTag(raw.responses.at(-1)!, 'To')!;
  const before = raw.responses.length;
  const lines = [...extra, ...(body === '' ? [] : SDP)];
  raw.send(BOB, requestLines({ method, branch: `b${cseq}`, callId: 'c', cseq, toTag, extra: lines }), body);
  await pair.clock.advance(1);
  return raw.responses.slice(before).find((response) => valueOf(response, 'CSeq').endsWith(method))?.status;
};

const rack = (response: SipResponse): string[] => [`RAck: ${valueOf(response, 'RSeq')} 1 INVITE`];
const prack = (body = ''): Promise<number | undefined> => {
  const last = raw.responses.findLast((response) => valueOf(response, 'RSeq') !== '')!;
  return send('PRACK', rack(last), body);
};
const text = (body: Uint8Array | null | undefined): string => Buffer.from(body ?? []).toString();

const expectNothingLeft = async (): Promise<void> => {
  await pair.clock.advance(70_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
  expect(pair.log).toEqual([]);
};

/** Accepts, acknowledges with `ackBody`, and hangs up from our side. */
const finish = async (accepted: ReturnType<IncomingInvite['accept']>, ackBody = ''): Promise<SipSession> => {
  await pair.clock.advance(1);
  const result = await settled(pair.clock, accepted);
  if (result.kind !== 'accepted') throw new Error(result.kind);
  const toTag = invite.localTag;
  const lines = requestLines({ method: 'ACK', branch: 'ack', callId: 'c', toTag, extra: ackBody === '' ? [] : SDP });
  raw.send(BOB, lines, ackBody);
  await pair.clock.advance(1);
  const bye = result.session.bye();
  await pair.clock.advance(1);
  raw.respond(BOB, raw.requests.at(-1)!, '200 OK');
  await settled(pair.clock, bye);
  return result.session;
};

describe('as callee', () => {
  test('Require: 100rel: each 18x is reliable, acknowledged by PRACK and then silent', async () => {
    await call();
    invite.ring();
    await pair.clock.advance(1);
    const [ringing] = raw.responses as [SipResponse];
    expect({ status: ringing.status, require: valueOf(ringing, 'Require') }).toEqual({
      status: 180,
      require: '100rel',
    });
    expect(Number(valueOf(ringing, 'RSeq'))).toBeGreaterThan(0);
    expect(Number(valueOf(ringing, 'RSeq'))).toBeLessThan(2 ** 31);
    expect(await prack()).toBe(200);
    const count = raw.responses.length;
    await pair.clock.advance(20_000);
    expect(raw.responses).toHaveLength(count);
    await finish(invite.accept({ body: 'v=0 answer' }));
    expect(text(raw.responses.at(-1)!.body)).toBe('v=0 answer');
    await expectNothingLeft();
  });

  test('Supported: 100rel alone: responses are not reliable', async () => {
    await call(['Supported: 100rel']);
    invite.ring({ status: 183, body: 'v=0 early' });
    await pair.clock.advance(10_000);
    expect(raw.responses.map((response) => valueOf(response, 'RSeq'))).toEqual(['']);
    await finish(invite.accept({ body: 'v=0 early' }));
    expect(text(raw.responses.at(-1)!.body)).toBe('v=0 early');
  });

  test('a second 18x waits for the PRACK of the first', async () => {
    await call();
    invite.ring();
    invite.ring({ status: 183, body: 'v=0 early' });
    await pair.clock.advance(1);
    expect(raw.statuses).toEqual([180]);
    expect(await prack()).toBe(200);
    expect(raw.statuses).toEqual([180, 200, 183]);
    const numbers = [0, 2].map((at) => Number(valueOf(raw.responses[at]!, 'RSeq')));
    expect(numbers[1]).toBe(numbers[0]! + 1);
    expect(await prack()).toBe(200);
    await finish(invite.accept({ body: 'v=0 early' }));
    // The answer went in the reliable 183 (RFC 3261 13.2.1).
    expect(text(raw.responses.at(-1)!.body)).toBe('');
    await expectNothingLeft();
  });

  test('no PRACK: repeated with doubled intervals, 504 after 64*T1', async () => {
    await call();
    invite.ring();
    await pair.clock.advance(31_900);
    const sent = pair.network.packets.filter(({ bytes }) => Buffer.from(bytes).toString().startsWith('SIP/2.0 180'));
    const startMs = sent[0]!.atMs;
    expect(sent.map(({ atMs }) => Math.round((atMs - startMs) / 100) * 100)).toEqual([
      0, 500, 1_500, 3_500, 7_500, 15_500, 31_500,
    ]);
    expect(cancelled).toBe(0);
    await pair.clock.advance(500);
    expect(raw.statuses.at(-1)).toBe(504);
    expect({ cancelled, state: invite.state }).toEqual({ cancelled: 1, state: 'cancelled' });
    raw.send(BOB, requestLines({ method: 'ACK', branch: 'i', callId: 'c', toTag: invite.localTag }));
    await expectNothingLeft();
  });

  test('a PRACK of nothing gets 481', async () => {
    await call();
    invite.ring();
    await pair.clock.advance(1);
    const number = Number(valueOf(raw.responses[0]!, 'RSeq'));
    expect(await send('PRACK', [`RAck: ${number + 1} 1 INVITE`])).toBe(481);
    expect(await send('PRACK', [`RAck: ${number} 2 INVITE`])).toBe(481);
    expect(await send('PRACK', [`RAck: ${number} 1 UPDATE`])).toBe(481);
    expect(await send('PRACK')).toBe(400);
    expect(await send('PRACK', [`RAck: ${number} 1 INVITE`])).toBe(200);
    expect(await send('PRACK', [`RAck: ${number} 1 INVITE`])).toBe(481);
    invite.reject(486);
    raw.send(BOB, requestLines({ method: 'ACK', branch: 'i', callId: 'c', toTag: invite.localTag }));
    await expectNothingLeft();
  });

  test('an accept before the PRACK waits for it', async () => {
    await call();
    invite.ring();
    const accepted = invite.accept({ body: 'v=0 answer' });
    expect((await invite.accept({ body: 'again' })).kind).toBe('gone');
    await pair.clock.advance(100);
    expect(raw.statuses).toEqual([180]);
    expect(await prack()).toBe(200);
    expect(raw.statuses).toEqual([180, 200, 200]);
    await finish(accepted);
    await expectNothingLeft();
  });

  test('a CANCEL while the accept waits: gone', async () => {
    await call();
    invite.ring();
    const accepted = invite.accept({ body: 'v=0 answer' });
    await pair.clock.advance(1);
    raw.send(BOB, requestLines({ method: 'CANCEL', branch: 'i', callId: 'c' }));
    expect((await settled(pair.clock, accepted)).kind).toBe('gone');
    expect(cancelled).toBe(1);
    raw.send(BOB, requestLines({ method: 'ACK', branch: 'i', callId: 'c', toTag: invite.localTag }));
    await expectNothingLeft();
  });

  test('a rejection does not wait and ends the repetitions', async () => {
    await call();
    invite.ring();
    invite.reject(486);
    await pair.clock.advance(1);
    expect(raw.statuses).toEqual([180, 486]);
    raw.send(BOB, requestLines({ method: 'ACK', branch: 'i', callId: 'c', toTag: invite.localTag }));
    await pair.clock.advance(5_000);
    expect(raw.statuses).toEqual([180, 486]);
    await expectNothingLeft();
  });

  test('without offer: ringing without SDP is kept back, the offer goes in the 183, its answer comes in the PRACK', async () => {
    await call(['Require: 100rel'], '');
    invite.ring();
    await pair.clock.advance(1);
    expect(raw.statuses).toEqual([]);
    invite.ring({ status: 183, body: 'v=0 our offer' });
    await pair.clock.advance(1);
    expect(raw.statuses).toEqual([183]);
    expect(await prack('v=0 their answer')).toBe(200);
    const session = await finish(invite.accept({ body: 'v=0 our offer' }));
    let answer = '';
    session.onAck((body) => (answer = text(body)));
    expect(answer).toBe('v=0 their answer');
    await expectNothingLeft();
  });
});

describe('offers before the answer', () => {
  test('an UPDATE with an offer while the first one is unanswered gets 500 with Retry-After', async () => {
    await call(['Supported: 100rel']);
    invite.ring();
    await pair.clock.advance(1);
    expect(await send('UPDATE', [], 'v=0 second')).toBe(500);
    expect(valueOf(raw.responses.at(-1)!, 'Retry-After')).not.toBe('');
    expect(await send('UPDATE')).toBe(200);
    cseq -= 2;
    expect(await send('UPDATE')).toBe(500);
    invite.reject(486);
  });

  test('an offer in a PRACK or an UPDATE before the answer reaches the handler, without one it is refused', async () => {
    await call();
    invite.ring({ status: 183, body: 'v=0 first answer' });
    await pair.clock.advance(1);
    const seen: string[] = [];
    invite.onOffer((offer, reply) => {
      seen.push(`${reply.method} ${text(offer)}`);
      void reply.accept(`answer to ${text(offer)}`);
    });
    expect(await prack('v=0 in prack')).toBe(200);
    expect(text(raw.responses.at(-1)!.body)).toBe('answer to v=0 in prack');
    expect(await send('UPDATE', [], 'v=0 in update')).toBe(200);
    expect(seen).toEqual(['PRACK v=0 in prack', 'UPDATE v=0 in update']);
    invite.onOffer((_offer, reply) => reply.reject(488));
    expect(await send('UPDATE', [], 'v=0 refused')).toBe(488);
    invite.onOffer(() => undefined);
    expect(await send('UPDATE', [], 'v=0 left open')).toBe(undefined);
    expect(await send('UPDATE', [], 'v=0 second')).toBe(500);
    await finish(invite.accept({ body: 'v=0 first answer' }));
  });

  test('without a handler an offer gets 488, and the call goes on', async () => {
    await call();
    invite.ring({ status: 183, body: 'v=0 first answer' });
    await pair.clock.advance(1);
    expect(await prack('v=0 in prack')).toBe(488);
    expect(await send('UPDATE', [], 'v=0 in update')).toBe(488);
    await finish(invite.accept({ body: 'v=0 first answer' }));
    await expectNothingLeft();
  });
});

describe('as caller', () => {
  const contact = `Contact: <sip:here@${RAW}>`;
  const reliable = (rseq: number): string[] => [
    `To: <sip:x@${RAW}>;tag=a`,
    contact,
    'Require: 100rel',
    `RSeq: ${rseq}`,
  ];
  const pracks = (): string[] =>
    raw.requests.filter(({ method }) => method === 'PRACK').map((request) => valueOf(request, 'RAck'));

  test('as caller: repeated and out-of-order RSeqs get no PRACK', async () => {
    const outgoing = pair.call({ uri: `sip:x@${RAW}` });
    const told: number[] = [];
    outgoing.onProvisional(({ status }) => told.push(status));
    await pair.clock.advance(1);
    const [request] = raw.requests as [(typeof raw.requests)[0]];
    for (const rseq of [7, 7, 9, 8, 8]) {
      raw.respond(ALICE, request, '183 Session Progress', reliable(rseq));
      await pair.clock.advance(1);
    }
    expect(pracks()).toEqual(['7 1 INVITE', '8 1 INVITE']);
    expect(told).toEqual([183]);
    outgoing.cancel();
    raw.respond(ALICE, request, '487 Request Terminated', [`To: <sip:x@${RAW}>;tag=a`]);
    expect((await settled(pair.clock, outgoing.result)).kind).toBe('cancelled');
  });

  /** Rings reliably with this SDP; sends UPDATEs of the callee. */
  const ringing = async (outgoing: { callId: string }) => {
    await pair.clock.advance(1);
    const [request] = raw.requests as [(typeof raw.requests)[0]];
    const progress = async (rseq: number, body: string): Promise<void> => {
      const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${valueOf(request, name)}`);
      const lines = ['SIP/2.0 183 Session Progress', ...copied, ...reliable(rseq), ...(body === '' ? [] : SDP)];
      raw.send(ALICE, lines, body);
      await pair.clock.advance(1);
    };
    const update = async (number: number, body: string): Promise<void> => {
      const toTag = readTag(request, 'From')!;
      const named = { branch: `u${number}`, cseq: number, callId: outgoing.callId, fromTag: 'a', toTag };
      const lines = requestLines({ method: 'UPDATE', ...named });
      raw.send(ALICE, body === '' ? lines : [...lines, ...SDP], body);
      await pair.clock.advance(1);
    };
    return { request, progress, update };
  };
  const giveUp = async (outgoing: OutgoingInvite): Promise<void> => {
    outgoing.cancel();
    raw.respond(ALICE, raw.requests[0]!, '487 Request Terminated', [`To: <sip:x@${RAW}>;tag=a`]);
    await settled(pair.clock, outgoing.result);
  };

  test('an offer of the callee gets 491 while ours is unanswered, 488 after when nobody takes offers', async () => {
    const outgoing = pair.call({ uri: `sip:x@${RAW}` });
    const { progress, update } = await ringing(outgoing);
    await progress(1, '');
    await update(1, 'v=0 offer');
    await update(2, '');
    await progress(2, 'v=0 answer');
    await update(3, 'v=0 offer');
    expect(raw.statuses).toEqual([491, 200, 488]);
    await giveUp(outgoing);
  });

  test('an offer of the callee after its answer reaches the user; a second one meanwhile gets 500', async () => {
    const outgoing = pair.call({ uri: `sip:x@${RAW}` });
    const offers: { sdp: string; reply: ReinviteReply }[] = [];
    outgoing.onOffer((offer, reply) => offers.push({ sdp: text(offer), reply }));
    const { progress, update } = await ringing(outgoing);
    await progress(1, 'v=0 answer');
    await update(1, 'v=0 other');
    await update(2, 'v=0 third');
    expect(raw.statuses).toEqual([500]);
    expect(offers.map(({ sdp }) => sdp)).toEqual(['v=0 other']);
    void offers[0]!.reply.accept('v=0 ours');
    await pair.clock.advance(1);
    expect(raw.statuses).toEqual([500, 200]);
    expect(text(raw.responses.at(-1)!.body)).toBe('v=0 ours');
    expect(valueOf(raw.responses.at(-1)!, 'Contact')).not.toBe('');
    await giveUp(outgoing);
  });

  test('an offer that nobody answered is refused when the call is given up', async () => {
    const outgoing = pair.call({ uri: `sip:x@${RAW}` });
    outgoing.onOffer(() => undefined);
    const { progress, update } = await ringing(outgoing);
    await progress(1, 'v=0 answer');
    await update(1, 'v=0 other');
    await giveUp(outgoing);
    expect(raw.statuses).toEqual([500]);
    await expectNothingLeft();
  });
});
