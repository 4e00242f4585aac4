/** MUSTs of RFC 3261 that no other test shows, by section. `docs/rfc/3261.md` says where the others are. */
import { beforeEach, expect, test } from 'vitest';
import { valueOf } from '../dialog/dialog.ts';
import { readTag } from '../headers/addresses.ts';
import { headerValues } from '../headers/values.ts';
import { topVia } from '../headers/via.ts';
import { RAW, RawPeer, requestLines } from '../testing/raw-peer.ts';
import type { RequestLines } from '../testing/raw-peer.ts';
import { ALICE, BOB, createSimulatedPair, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import type { IncomingInvite, SipSession } from './types.ts';

let pair: SimulatedPair;
let raw: RawPeer;
let invites: IncomingInvite[];

beforeEach(async () => {
  pair = await createSimulatedPair();
  raw = await RawPeer.open(pair.network);
  invites = [];
  pair.bob.onInvite((invite) => {
    invites.push(invite);
    invite.ring();
  });
  pair.bob.onRequest(({ respond }) => respond(200));
});

const ask = async (options: RequestLines, body = ''): Promise<number[]> => {
  const before = raw.responses.length;
  raw.send(BOB, requestLines(options), body);
  await pair.clock.advance(10);
  return raw.statuses.slice(before);
};
const toTag = (): string => readTag(raw.responses.at(-1)!, 'To')!;

const accept = async (body = 'v=0 answer'): Promise<SipSession> => {
  const result = await invites.at(-1)!.accept({ body });
  await pair.clock.advance(1);
  if (result.kind !== 'accepted') throw new Error(result.kind);
  return result.session;
};

test('8.1.1: a request outside dialogs carries all it must, and shares no identifier with the next', async () => {
  const results = Array.from({ length: 20 }, () =>
    pair.alice.request({ method: 'OPTIONS', uri: `sip:x@${RAW}`, from: '<sip:alice@example.com>' }),
  );
  await pair.clock.advance(1);
  for (const request of raw.requests) {
    expect(request.uri).toBe(`sip:x@${RAW}`);
    expect(valueOf(request, 'To')).toBe(`<sip:x@${RAW}>`);
    expect(valueOf(request, 'CSeq')).toBe('1 OPTIONS');
    expect(valueOf(request, 'Max-Forwards')).toBe('70');
    expect(topVia(request)?.branch).toMatch(/^z9hG4bK.{12,}/);
    raw.respond(ALICE, request, '200 OK', [`To: <sip:x@${RAW}>;tag=t`]);
  }
  expect(raw.requests).toHaveLength(20);
  const unique = (read: (index: number) => string | undefined): number =>
    new Set(raw.requests.map((_request, index) => read(index))).size;
  expect(unique((index) => readTag(raw.requests[index]!, 'From'))).toBe(20);
  expect(unique((index) => valueOf(raw.requests[index]!, 'Call-ID'))).toBe(20);
  expect(unique((index) => topVia(raw.requests[index]!)?.branch)).toBe(20);
  await settled(pair.clock, Promise.all(results));
});

test('8.1.3.2: an unknown status counts as its class', async () => {
  for (const [status, kind] of [
    ['299 Fine', 'answered'],
    ['499 Odd', 'rejected'],
    ['699 No', 'rejected'],
  ] as const) {
    const call = pair.call({ uri: `sip:x@${RAW}` });
    await pair.clock.advance(1);
    const invite = raw.requests.findLast(({ method }) => method === 'INVITE')!;
    raw.respond(ALICE, invite, '199 Early', [`To: <sip:x@${RAW}>;tag=t`]);
    raw.respond(ALICE, invite, status, [`To: <sip:x@${RAW}>;tag=t`, `Contact: <sip:x@${RAW}>`]);
    expect((await settled(pair.clock, call.result)).kind).toBe(kind);
    await pair.clock.advance(1);
    expect(raw.requests.at(-1)!.method).toBe('ACK');
  }
});

test('8.2.2.3: Require in CANCEL is ignored', async () => {
  expect(await ask({ method: 'INVITE', branch: '1', callId: 'c' })).toEqual([180]);
  expect(await ask({ method: 'CANCEL', branch: '1', callId: 'c', extra: ['Require: foo'] })).toEqual([200, 487]);
});

test('8.2.3: an INVITE with a body that is not optional and not SDP gets 415 with Accept', async () => {
  const plain = 'Content-Type: text/plain';
  expect(await ask({ method: 'INVITE', branch: '1', extra: [plain] }, 'hello')).toEqual([415]);
  expect(valueOf(raw.responses.at(-1)!, 'Accept')).toBe('application/sdp, multipart/mixed');
  const zipped = ['Content-Type: application/sdp', 'Content-Encoding: gzip'];
  expect(await ask({ method: 'INVITE', branch: '2', extra: zipped }, 'x')).toEqual([415]);
  expect(invites).toEqual([]);
  const optional = [plain, 'Content-Disposition: render;handling=optional'];
  expect(await ask({ method: 'INVITE', branch: '3', extra: optional }, 'hello')).toEqual([180]);
  expect(invites.at(-1)!.offer).toBe(null);
});

test('RFC 5621 3: the SDP of a multipart INVITE, 200 and ACK is found', async () => {
  const type = 'Content-Type: multipart/mixed;boundary=b';
  const body = (sdp: string): string =>
    `--b\r\nContent-Type: application/pidf+xml\r\n\r\n<x/>\r\n--b\r\nContent-Type: application/sdp\r\n\r\n${sdp}\r\n--b--`;
  expect(await ask({ method: 'INVITE', branch: '1', callId: 'c', extra: [type] }, body('v=0 offer'))).toEqual([180]);
  expect(Buffer.from(invites[0]!.offer!).toString()).toBe('v=0 offer');
  expect(await ask({ method: 'INVITE', branch: '2', callId: 'd' })).toEqual([180]);
  const session = await accept('v=0 our offer');
  let answer = '';
  session.onAck((sdp) => (answer = Buffer.from(sdp ?? []).toString()));
  await ask({ method: 'ACK', branch: '3', callId: 'd', toTag: toTag(), extra: [type] }, body('v=0 answer'));
  expect(answer).toBe('v=0 answer');
  const call = pair.call({ uri: `sip:x@${RAW}` });
  await pair.clock.advance(1);
  const invite = raw.requests.at(-1)!;
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${valueOf(invite, name)}`);
  const own = [`To: <sip:x@${RAW}>;tag=t`, `Contact: <sip:x@${RAW}>`, type];
  raw.send(ALICE, ['SIP/2.0 200 OK', ...copied, ...own], body('v=0 here'));
  const result = await settled(pair.clock, call.result);
  expect(result).toMatchObject({ kind: 'answered', response: { body: Buffer.from('v=0 here') } });
});

test('9.2: a CANCEL after the answer is answered and changes nothing', async () => {
  await ask({ method: 'INVITE', branch: '1', callId: 'c' });
  const session = await accept();
  await ask({ method: 'ACK', branch: '2', callId: 'c', toTag: toTag() });
  expect(await ask({ method: 'CANCEL', branch: '1', callId: 'c' })).toEqual([200]);
  expect({ closed: session.closed, state: invites[0]!.state }).toEqual({ closed: false, state: 'accepted' });
});

test('12.1.1: the callee copies Record-Route and sends its requests along it, in order', async () => {
  const routes = [`<sip:${RAW};lr>`, '<sip:second.example;lr;x=1>', '<sip:third.example;lr>'];
  const extra = [`Record-Route: ${routes[0]}, ${routes[1]}`, `Record-Route: ${routes[2]}`];
  await ask({ method: 'INVITE', branch: '1', callId: 'c', extra });
  const session = await accept();
  expect(raw.responses.map((response) => headerValues(response, 'Record-Route'))).toEqual([routes, routes]);
  await ask({ method: 'ACK', branch: '2', callId: 'c', toTag: toTag() });
  void session.info('text/plain', 'x');
  await pair.clock.advance(1);
  const [info] = raw.requests as [(typeof raw.requests)[0]];
  expect(headerValues(info, 'Route')).toEqual(routes);
  expect({ uri: info.uri, to: valueOf(info, 'To'), callId: valueOf(info, 'Call-ID') }).toEqual({
    uri: `sip:raw@${RAW}`,
    to: '<sip:raw@example.com>;tag=raw',
    callId: 'c',
  });
});

test('15.1.2: BYE in the early dialog ends the INVITE with 487', async () => {
  let cancelled = 0;
  await ask({ method: 'INVITE', branch: '1', callId: 'c' });
  invites[0]!.onCancelled(() => (cancelled += 1));
  expect(await ask({ method: 'BYE', branch: '2', callId: 'c', cseq: 2, toTag: toTag() })).toEqual([200, 487]);
  expect(cancelled).toBe(1);
});

test('17.1.3: a response with another branch or CSeq method is nobody’s', async () => {
  const call = pair.call({ uri: `sip:x@${RAW}` });
  await pair.clock.advance(1);
  const invite = raw.requests[0]!;
  const copy = (name: string): string => `${name}: ${valueOf(invite, name)}`;
  const answer = (via: string, cseq: string): void =>
    raw.send(ALICE, ['SIP/2.0 486 Busy', via, copy('From'), `${copy('To')};tag=t`, copy('Call-ID'), cseq]);
  answer(`${copy('Via')}x`, copy('CSeq'));
  answer(copy('Via'), 'CSeq: 1 OPTIONS');
  await pair.clock.advance(1);
  expect(pair.alice.stats().dropped).toEqual({ no_transaction: 2 });
  answer(copy('Via'), copy('CSeq'));
  expect((await settled(pair.clock, call.result)).kind).toBe('rejected');
});

test('17.2.3: the same branch from another sent-by is another transaction', async () => {
  expect(await ask({ method: 'OPTIONS', branch: 'same', callId: 'one' })).toEqual([200]);
  const before = raw.responses.length;
  const lines = requestLines({ method: 'OPTIONS', branch: 'same', callId: 'two' });
  raw.send(
    BOB,
    lines.map((line) => line.replace(`${RAW}:5060`, `${RAW}:5099`)),
  );
  await pair.clock.advance(1);
  expect(raw.responses.slice(before).map((response) => valueOf(response, 'Call-ID'))).toEqual(['two']);
});

test('RFC 3515 2.4.2: two Refer-To get 400', async () => {
  await ask({ method: 'INVITE', branch: '1', callId: 'c' });
  const session = await accept();
  const referred: string[] = [];
  session.onRefer((refer) => referred.push(refer.referTo));
  await ask({ method: 'ACK', branch: '2', callId: 'c', toTag: toTag() });
  const refer = { method: 'REFER', callId: 'c', toTag: toTag() };
  const extra = ['Refer-To: <sip:a@example.com>', 'Refer-To: <sip:b@example.com>'];
  expect(await ask({ ...refer, branch: '3', cseq: 2, extra })).toEqual([400]);
  const listed = ['Refer-To: <sip:a@example.com>, <sip:b@example.com>'];
  expect(await ask({ ...refer, branch: '4', cseq: 3, extra: listed })).toEqual([400]);
  expect(referred).toEqual([]);
});
