/** Each rule finds its breach: a sound trace is spoilt in one place, and the rule names it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { RAW, RawPeer, requestLines } from './raw-peer.ts';
import { checkTrace } from './rfc-rules.ts';
import { ALICE, BOB, createSimulatedPair, establish, settled } from './simulated-pair.ts';
import type { Packet } from './simulated-network.ts';

const text = ({ bytes }: Packet): string => Buffer.from(bytes).toString();

/** A call with Record-Route, session timer, REFER and BYE, another that is rejected, and a cancelled one. */
const record = async (): Promise<readonly Packet[]> => {
  const pair = await createSimulatedPair();
  const { caller, callee } = await establish(pair, {
    headers: [{ name: 'Record-Route', value: '<sip:127.0.0.2;lr>' }],
  });
  callee.onRefer((refer) => {
    refer.accept();
    refer.notify(200);
  });
  await settled(pair.clock, caller.refer({ referTo: 'sip:carol@example.com' }));
  await pair.clock.advance(100);
  await settled(pair.clock, callee.request('UPDATE'));
  await settled(pair.clock, caller.bye());
  pair.bob.onInvite((invite) => invite.reject(486));
  await settled(pair.clock, pair.call().result);
  pair.bob.onInvite((invite) => invite.ring());
  const call = pair.call();
  await pair.clock.advance(100);
  call.cancel();
  await settled(pair.clock, call.result);
  const raw = await RawPeer.open(pair.network);
  pair.bob.onInvite((invite) => {
    invite.ring({ status: 183, body: 'v=0' });
  });
  const extra = ['Require: 100rel', 'Allow: INVITE', 'Supported: timer', 'Session-Expires: 90', 'Min-SE: 90'];
  raw.send(BOB, requestLines({ method: 'INVITE', branch: 'r', callId: 'r', extra }));
  await pair.clock.advance(100);
  return pair.network.packets;
};

let sound: readonly Packet[];
beforeAll(async () => {
  sound = await record();
});
const ours = (address: string): boolean => address === ALICE || address === BOB;

/** The trace with the first message that begins so (and has this text) changed. */
const spoilt = (begin: string, from: RegExp, to: string): string[] => {
  const at = sound.findIndex((packet) => text(packet).startsWith(begin) && from.test(text(packet)));
  if (at < 0) throw new Error(`no ${begin} with ${from}`);
  const packet = { ...sound[at]!, bytes: Buffer.from(text(sound[at]!).replace(from, to)) };
  return checkTrace(sound.with(at, packet), ours);
};

test('a sound trace breaks nothing', () => {
  expect(sound.length).toBeGreaterThan(20);
  expect(checkTrace(sound, ours)).toEqual([]);
});

describe('each rule finds its breach', () => {
  test.each([
    ['INVITE', /Max-Forwards: 70\r\n/, '', '8.1.1.6 no Max-Forwards: INVITE 1'],
    ['INVITE', /CSeq: .*\r\n/, '', '8.1.1 unreadable or incomplete: INVITE sip:bob@127.0.0.2 SIP/2.0'],
    ['INVITE', /Contact: .*\r\n/, '', '8.1.1.8 not one Contact: INVITE 1'],
    ['INVITE', /Allow: .*\r\n/, '', '13.2.1 no Allow: INVITE 1'],
    [
      'INVITE',
      /Content-Length: /,
      'Content-Length: 1',
      '8.1.1 unreadable or incomplete: INVITE sip:bob@127.0.0.2 SIP/2.0',
    ],
    ['INVITE', /Content-Length: .*\r\n/, '', '20.14 Content-Length wrong: INVITE 1'],
    ['INVITE', /Content-Type: .*\r\n/, '', '20.15 body without Content-Type: INVITE 1'],
    ['INVITE', /Session-Expires: 1800/, 'Session-Expires: 80', 'RFC 4028 7.1 Session-Expires: INVITE 1'],
    ['INVITE', /Call-ID: /, 'Max-Forwards: 70\r\nCall-ID: ', '20 header repeated: INVITE 1'],
    ['SIP/2.0 200', /To: (.*);tag=.*/, 'To: $1', '8.2.6.2 no To tag: 200 to INVITE'],
    ['SIP/2.0 200', /;tag=(.*)\r\nCall-ID/, ';tag=other\r\nCall-ID', '8.2.6.2 To tag changed: 200 to INVITE'],
    ['SIP/2.0 180', /From: "Alice"/, 'From: "Eve"', '8.2.6.2 not copied: 180 to INVITE'],
    ['SIP/2.0 180', /rport=5060/, 'rport', 'RFC 3581 4 rport not filled in: 180 to INVITE'],
    ['SIP/2.0 180', /Record-Route: .*\r\n/, '', '12.1.1 Record-Route changed: 180 to INVITE'],
    ['SIP/2.0 200', /Contact: .*\r\n/, '', '12.1.1 dialog without Contact: 200 to INVITE'],
    ['SIP/2.0 200', /Allow: .*\r\n/, '', '13.3.1.4 2xx without Allow: 200 to INVITE'],
    ['SIP/2.0 200', /Require: timer/, 'Require: foo', '19.2 Require without support: 200 to INVITE'],
    ['SIP/2.0 200', /Server: /, 'Min-SE: 90\r\nServer: ', 'RFC 4028 5 Min-SE in a response: 200 to INVITE'],
    ['SIP/2.0 486', /486/, '422', 'RFC 4028 6 422 without Min-SE: 422 to INVITE'],
    ['SIP/2.0 486', /486/, '420', '21.4 status without its header: 420 to INVITE'],
    ['SIP/2.0 202', /202/, '180', 'RFC 4320 4.1 provisional: 180 to REFER'],
    ['SIP/2.0 202', /202/, '408', 'RFC 4320 4.2: 408 to REFER'],
    ['SIP/2.0 183', /RSeq: .*\r\n/, '', 'RFC 3262 3 reliable without RSeq: 183 to INVITE'],
    ['NOTIFY', /Event: .*\r\n/, '', 'RFC 6665 8.2.1 NOTIFY without Event: NOTIFY 1'],
    ['NOTIFY', /Subscription-State: .*\r\n/, '', 'RFC 6665 4.1.3 NOTIFY without Subscription-State: NOTIFY 1'],
    ['REFER', /Refer-To: .*\r\n/, '', 'RFC 3515 2.1 REFER without one Refer-To: REFER 2'],
    ['BYE', /CSeq: 3/, 'CSeq: 2', '12.2.1.1 CSeq does not rise: BYE 2'],
    ['BYE', /BYE (.*)CSeq: 3 BYE/s, 'PRACK $1CSeq: 3 PRACK', 'RFC 3262 7.2 PRACK without RAck: PRACK 3'],
    ['CANCEL', /Call-ID: /, 'Require: foo\r\nCall-ID: ', '9.1 CANCEL with Require: CANCEL 1'],
    ['CANCEL', /CANCEL sip:bob/, 'CANCEL sip:eve', '9.1 CANCEL differs from INVITE: CANCEL 1'],
    ['ACK sip:bob@127.0.0.2', /ACK sip:bob/, 'ACK sip:eve', '17.1.1.3 ACK differs from INVITE: ACK 1'],
    ['ACK', /CSeq: 1/, 'CSeq: 9', '17.1.1.2 no ACK: 200 to INVITE'],
  ])('%s without or with %s', (begin, from, to, line) => {
    expect(spoilt(begin, from, to)).toContain(line);
  });

  test('a repetition that differs, and a branch that is used again', () => {
    const invite = sound.find((packet) => text(packet).startsWith('INVITE'))!;
    const changed = (from: RegExp, to: string): Packet => ({
      ...invite,
      bytes: Buffer.from(text(invite).replace(from, to)),
    });
    expect(checkTrace([...sound, changed(/Carillon/, 'Carillom')], ours)).toEqual([
      '17.1.1.2 repetition differs: INVITE 1',
    ]);
    expect(checkTrace([...sound, changed(/Call-ID: /, 'Call-ID: x')], ours)).toContain(
      '8.1.1.7 branch used twice: INVITE 1',
    );
  });

  test('RFC 3262: numbers that jump', () => {
    const ringing = sound.find((packet) => /^SIP\/2.0 183[^]*RSeq/.test(text(packet)))!;
    const number = Number(/RSeq: (\d+)/.exec(text(ringing))![1]);
    const next = (by: number): Packet => ({
      ...ringing,
      bytes: Buffer.from(text(ringing).replace(/RSeq: \d+/, `RSeq: ${number + by}`)),
    });
    expect(checkTrace([...sound, next(1), next(2)], ours)).toEqual([]);
    expect(checkTrace([...sound, next(1), next(3)], ours)).toEqual([
      'RFC 3262 3 RSeq does not rise by one: 183 to INVITE',
    ]);
  });

  test('only what our own senders sent is judged', () => {
    const lines = requestLines({ method: 'SUBSCRIBE', branch: 's' });
    const bytes = Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n'));
    const packet = { from: `${RAW}:5060`, to: `${BOB}:5060`, bytes, atMs: 0 };
    expect(checkTrace([packet], ours)).toEqual([]);
    expect(checkTrace([packet])).toEqual(['RFC 6665 4.1.2.1 SUBSCRIBE without Event: SUBSCRIBE 1']);
    const answer = lines
      .slice(1)
      .map((line) => line.replace(/^To: (.*)/, 'To: $1;tag=t').replace(';rport', ';rport=5060'));
    const answered = Buffer.from(['SIP/2.0 200 OK', ...answer, 'Content-Length: 0', '', ''].join('\r\n'));
    expect(checkTrace([packet, { ...packet, from: packet.to, to: packet.from, bytes: answered }], ours)).toEqual([
      'RFC 6665 4.2.1.1 SUBSCRIBE answered without Expires: 200 to SUBSCRIBE',
      'RFC 6665 4.2.1.2 no NOTIFY follows: 200 to SUBSCRIBE',
    ]);
  });
});
