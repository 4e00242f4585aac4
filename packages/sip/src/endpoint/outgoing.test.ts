/** What we do with a peer whose answers a test writes: forks, challenges, PRACK, route sets. */
import { describe, expect, test } from 'vitest';
import { valueOf } from '../dialog/dialog.ts';
import { headerValues } from '../headers/values.ts';
import { RAW, RawPeer } from '../testing/raw-peer.ts';
import { ALICE, createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import type { InviteResult, OutgoingInvite, OutgoingInviteOptions } from './types.ts';

type Setup = { pair: SimulatedPair; raw: RawPeer; call: OutgoingInvite };

const setUp = async (options: Partial<OutgoingInviteOptions> = {}): Promise<Setup> => {
  const pair = await createSimulatedPair();
  const raw = await RawPeer.open(pair.network);
  const call = pair.call({ uri: `sip:x@${RAW}`, ...options });
  await pair.clock.advance(1);
  return { pair, raw, call };
};

const to = (tag: string): string => `To: <sip:x@${RAW}>;tag=${tag}`;
const contact = `Contact: <sip:here@${RAW}>`;
const methods = (raw: RawPeer): string[] => raw.requests.map(({ method }) => method);
const answered = (result: InviteResult) => {
  if (result.kind !== 'answered') throw new Error(result.kind);
  return result;
};

describe('forks (RFC 3261 13.2.2.4)', () => {
  test('two ring, both answer: the first is the call, the second is acknowledged and released', async () => {
    const { pair, raw, call } = await setUp();
    const rung: (string | null)[] = [];
    call.onProvisional((_response, tag) => rung.push(tag));
    const [invite] = raw.requests as [(typeof raw.requests)[0]];
    raw.respond(ALICE, invite, '180 Ringing', [to('a'), contact]);
    raw.respond(ALICE, invite, '180 Ringing', [to('b'), contact]);
    raw.respond(ALICE, invite, '180 Ringing', [to('b'), contact]);
    raw.respond(ALICE, invite, '200 OK', [to('b'), contact]);
    const { session } = answered(await settled(pair.clock, call.result));
    raw.respond(ALICE, invite, '200 OK', [to('a'), contact]);
    await pair.clock.advance(10);
    expect(rung).toEqual(['a', 'b']);
    expect(session.remoteTag).toBe('b');
    expect(methods(raw)).toEqual(['INVITE', 'ACK', 'ACK', 'BYE']);
    expect(valueOf(raw.requests[3]!, 'To')).toContain('tag=a');
    raw.respond(ALICE, raw.requests[3]!, '200 OK');
    await pair.clock.advance(40_000);
    const bye = session.bye();
    await pair.clock.advance(10);
    raw.respond(ALICE, raw.requests.at(-1)!, '200 OK');
    await settled(pair.clock, bye);
    await pair.clock.advance(40_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
  });

  test('each repeated 2xx gets the same ACK at once', async () => {
    const { pair, raw, call } = await setUp();
    const [invite] = raw.requests as [(typeof raw.requests)[0]];
    for (let repeat = 0; repeat < 3; repeat += 1) raw.respond(ALICE, invite, '200 OK', [to('a'), contact]);
    answered(await settled(pair.clock, call.result));
    await pair.clock.advance(1);
    expect(methods(raw)).toEqual(['INVITE', 'ACK', 'ACK', 'ACK']);
    expect(new Set(raw.requests.slice(1).map((ack) => valueOf(ack, 'Via'))).size).toBe(1);
  });
});

describe('dialogs', () => {
  test('12.1.2, 12.2.1.1: Record-Route is reversed, the top route gets the packet, the Contact is the Request-URI', async () => {
    const { pair, raw, call } = await setUp();
    const routes = ['Record-Route: <sip:far.example;lr>', `Record-Route: <sip:${RAW};lr>`];
    raw.respond(ALICE, raw.requests[0]!, '200 OK', [to('a'), 'Contact: <sip:target@far.example>', ...routes]);
    answered(await settled(pair.clock, call.result));
    await pair.clock.advance(1);
    const ack = raw.requests.at(-1)!;
    expect(ack).toMatchObject({ method: 'ACK', uri: 'sip:target@far.example' });
    expect(headerValues(ack, 'Route')).toEqual([`<sip:${RAW};lr>`, '<sip:far.example;lr>']);
  });

  test('RFC 3262: a reliable 183 gets a PRACK, and the dialog counts on from it', async () => {
    const { pair, raw, call } = await setUp();
    const [invite] = raw.requests as [(typeof raw.requests)[0]];
    raw.respond(ALICE, invite, '183 Session Progress', [to('a'), contact, 'Require: 100rel', 'RSeq: 41']);
    await pair.clock.advance(1);
    const prack = raw.requests[1]!;
    expect({ method: prack.method, rack: valueOf(prack, 'RAck'), cseq: valueOf(prack, 'CSeq') }).toEqual({
      method: 'PRACK',
      rack: '41 1 INVITE',
      cseq: '2 PRACK',
    });
    raw.respond(ALICE, prack, '200 OK');
    raw.respond(ALICE, invite, '200 OK', [to('a'), contact]);
    const { session } = answered(await settled(pair.clock, call.result));
    void session.bye();
    await pair.clock.advance(1);
    expect(valueOf(raw.requests.at(-1)!, 'CSeq')).toBe('3 BYE');
  });

  test('12.2.1.2: 481 to a request in the dialog ends the session', async () => {
    const { pair, raw, call } = await setUp();
    raw.respond(ALICE, raw.requests[0]!, '200 OK', [to('a'), contact]);
    const { session } = answered(await settled(pair.clock, call.result));
    let reason = '';
    session.onBye(({ kind }) => (reason = kind));
    const info = session.info('text/plain', 'x');
    await pair.clock.advance(1);
    raw.respond(ALICE, raw.requests.at(-1)!, '481 Gone');
    await settled(pair.clock, info);
    expect({ reason, closed: session.closed }).toEqual({ reason: 'peer_gone', closed: true });
  });
});

describe('challenges', () => {
  test('407 is acknowledged and answered with the next CSeq; the ACK of the 2xx carries the credentials', async () => {
    const { pair, raw, call } = await setUp({ credentials: { username: 'u', password: 'p' } });
    const line = 'Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
    raw.respond(ALICE, raw.requests[0]!, '407 Proxy Authentication Required', [to('x'), line]);
    await pair.clock.advance(1);
    expect(methods(raw)).toEqual(['INVITE', 'ACK', 'INVITE']);
    const second = raw.requests[2]!;
    expect(valueOf(second, 'CSeq')).toBe('2 INVITE');
    expect(valueOf(second, 'Proxy-Authorization')).toContain('username="u"');
    expect(valueOf(second, 'From')).toBe(valueOf(raw.requests[0]!, 'From'));
    raw.respond(ALICE, second, '200 OK', [to('a'), contact]);
    answered(await settled(pair.clock, call.result));
    await pair.clock.advance(1);
    expect(valueOf(raw.requests.at(-1)!, 'Proxy-Authorization')).toContain('username="u"');
  });

  test('wrong credentials are not repeated for ever', async () => {
    const { pair, raw, call } = await setUp({ credentials: { username: 'u', password: 'p' } });
    for (let round = 0; round < 4; round += 1) {
      const invite = raw.requests.findLast(({ method }) => method === 'INVITE')!;
      raw.respond(ALICE, invite, '401 Unauthorized', [
        to('x'),
        `WWW-Authenticate: Digest realm="r", nonce="n${round}", qop="auth"`,
      ]);
      await pair.clock.advance(1);
    }
    expect(await settled(pair.clock, call.result)).toMatchObject({ kind: 'rejected', response: { status: 401 } });
    expect(methods(raw).filter((method) => method === 'INVITE')).toHaveLength(2);
  });

  test('RFC 4028 7.3: 422 is answered with the interval asked for', async () => {
    const { pair, raw } = await setUp();
    raw.respond(ALICE, raw.requests[0]!, '422 Session Interval Too Small', [to('x'), 'Min-SE: 3600']);
    await pair.clock.advance(1);
    const again = raw.requests[2]!;
    expect(valueOf(again, 'Session-Expires')).toBe('3600');
    expect(valueOf(again, 'Min-SE')).toBe('3600');
  });
});

describe('CANCEL (RFC 3261 9.1)', () => {
  test('has the Via, Request-URI and CSeq number of its INVITE; an INVITE that stays silent is given up after 64*T1', async () => {
    const { pair, raw, call } = await setUp();
    const [invite] = raw.requests as [(typeof raw.requests)[0]];
    raw.respond(ALICE, invite, '180 Ringing', [to('a'), contact]);
    await pair.clock.advance(1);
    call.cancel();
    await pair.clock.advance(1);
    const cancel = raw.requests.at(-1)!;
    expect(cancel).toMatchObject({ method: 'CANCEL', uri: invite.uri });
    expect(valueOf(cancel, 'Via')).toBe(valueOf(invite, 'Via'));
    expect(valueOf(cancel, 'CSeq')).toBe('1 CANCEL');
    raw.respond(ALICE, cancel, '200 OK');
    expect(await settled(pair.clock, call.result)).toEqual({ kind: 'cancelled' });
    expect(pair.clock.now()).toBeLessThan(33_000);
  });
});
