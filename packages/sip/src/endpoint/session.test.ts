import { describe, expect, test } from 'vitest';
import { valueOf } from '../dialog/dialog.ts';
import { RAW, RawPeer, requestLines } from '../testing/raw-peer.ts';
import { ALICE, BOB, createSimulatedPair, establish, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import { readTag } from '../headers/addresses.ts';
import type { IncomingRefer, SipSession } from './types.ts';

const sent = ({ network }: SimulatedPair, start: string, sinceMs = 0): number =>
  network.packets.filter(({ bytes, atMs }) => atMs >= sinceMs && Buffer.from(bytes).toString().startsWith(start))
    .length;

describe('the connected party changes (RFC 4916)', () => {
  const identity = [{ name: 'P-Asserted-Identity', value: '"Cleo" <sip:203@example.com>' }];

  test('told by UPDATE, which keeps the session timer going', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    expect(await settled(pair.clock, callee.tell(identity))).toBe(true);
    expect(sent(pair, 'UPDATE')).toBe(1);
    const text = Buffer.from(
      pair.network.packets.findLast(({ bytes }) => Buffer.from(bytes).toString().startsWith('UPDATE'))!.bytes,
    ).toString();
    expect(text).toContain('P-Asserted-Identity: "Cleo" <sip:203@example.com>');
    expect(text).toMatch(/^Contact: /m);
    expect(caller.dump()['timer']).toMatchObject({ seconds: 1800 });
    await settled(pair.clock, caller.bye());
    expect(await callee.tell(identity)).toBe(false);
  });

  test('told by a re-INVITE with our last SDP to who has no UPDATE, also when both ask at once (491)', async () => {
    const pair = await createSimulatedPair();
    const raw = await RawPeer.open(pair.network);
    const call = pair.call({ uri: `sip:x@${RAW}`, body: 'v=0 mine' });
    await pair.clock.advance(1);
    const to = [`To: <sip:x@${RAW}>;tag=a`, `Contact: <sip:x@${RAW}>`, 'Allow: INVITE, ACK, BYE'];
    raw.respond(ALICE, raw.requests[0]!, '200 OK', to);
    const answered = await settled(pair.clock, call.result);
    if (answered.kind !== 'answered') throw new Error(answered.kind);
    const told = answered.session.tell(identity);
    await pair.clock.advance(1);
    // Repetitions apart: each try has a CSeq of its own.
    const reinvites = () => {
      const invites = raw.requests.filter(({ method }) => method === 'INVITE');
      return [...new Map(invites.map((request) => [valueOf(request, 'CSeq'), request])).values()].slice(1);
    };
    raw.respond(ALICE, reinvites()[0]!, '491 Request Pending');
    await pair.clock.advance(4_100);
    expect(reinvites()).toHaveLength(2);
    raw.respond(ALICE, reinvites()[1]!, '200 OK', to.slice(1));
    expect(await settled(pair.clock, told)).toBe(true);
    for (const request of reinvites()) {
      expect(valueOf(request, 'P-Asserted-Identity')).toContain('Cleo');
      expect(Buffer.from(request.body).toString()).toBe('v=0 mine');
    }
    expect(sent(pair, 'UPDATE')).toBe(0);
  });
});

describe('session timers (RFC 4028)', () => {
  test('the caller refreshes with UPDATE at half time, for as long as it likes', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    expect([caller.dump()['timer'], callee.dump()['timer']]).toEqual([
      { seconds: 1800, refresher: 'local' },
      { seconds: 1800, refresher: 'remote' },
    ]);
    await pair.clock.advance(3 * 900_000 + 10_000);
    expect(sent(pair, 'UPDATE')).toBe(3);
    expect([caller.closed, callee.closed]).toEqual([false, false]);
    await settled(pair.clock, callee.bye());
    await pair.clock.advance(40_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
    expect(pair.brokenRules()).toEqual([]);
  });

  test('a caller that vanished is released before the session expires', async () => {
    const pair = await createSimulatedPair();
    const { callee } = await establish(pair);
    let reason = '';
    callee.onBye(({ kind }) => (reason = kind));
    pair.network.filter = ({ from }) => !from.startsWith('127.0.0.1');
    await pair.clock.advance(1_760_000);
    expect(reason).toBe('');
    await pair.clock.advance(20_000);
    expect(reason).toBe('session_expired');
  });

  test('a refresher whose peer vanished ends the session when the refresh is not answered', async () => {
    const pair = await createSimulatedPair();
    const { caller } = await establish(pair);
    let reason = '';
    caller.onBye(({ kind }) => (reason = kind));
    pair.network.filter = () => false;
    await pair.clock.advance(900_000 + 33_000);
    expect(reason).toBe('peer_gone');
  });

  test('a peer without UPDATE in Allow is refreshed with our last SDP in a re-INVITE', async () => {
    const pair = await createSimulatedPair();
    const raw = await RawPeer.open(pair.network);
    const call = pair.call({ uri: `sip:x@${RAW}`, body: 'v=0 mine' });
    await pair.clock.advance(1);
    const headers = [
      `To: <sip:x@${RAW}>;tag=a`,
      `Contact: <sip:x@${RAW}>`,
      'Session-Expires: 100;refresher=uac',
      'Allow: INVITE, ACK, BYE',
    ];
    raw.respond('127.0.0.1', raw.requests[0]!, '200 OK', headers);
    await settled(pair.clock, call.result);
    await pair.clock.advance(51_000);
    const refresh = raw.requests.find((request) => valueOf(request, 'CSeq') === '2 INVITE');
    expect(Buffer.from(refresh!.body).toString()).toBe('v=0 mine');
    expect(valueOf(refresh!, 'Session-Expires')).toBe('100;refresher=uac');
    expect(sent(pair, 'UPDATE')).toBe(0);
  });

  test('9: an interval below our minimum gets 422 with Min-SE', async () => {
    const pair = await createSimulatedPair();
    const raw = await RawPeer.open(pair.network);
    pair.bob.onInvite((invite) => invite.ring());
    const extra = ['Supported: timer', 'Session-Expires: 60'];
    raw.send(BOB, requestLines({ method: 'INVITE', branch: '1', extra }));
    await pair.clock.advance(1);
    expect(raw.statuses).toEqual([422]);
    expect(valueOf(raw.responses[0]!, 'Min-SE')).toBe('90');
  });
});

describe('REFER (RFC 3515)', () => {
  const receive = (session: SipSession): IncomingRefer[] => {
    const refers: IncomingRefer[] = [];
    session.onRefer((refer) => refers.push(refer));
    return refers;
  };

  test('attended: Replaces is taken out of the URI, progress comes as NOTIFY until final', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    const refers = receive(callee);
    const progress: [number, boolean][] = [];
    const referTo = 'sip:carol@example.com?Replaces=abc%40host%3Bto-tag%3D1%3Bfrom-tag%3D2';
    const result = caller.refer({
      referTo,
      referredBy: '<sip:alice@example.com>',
      onProgress: (...args) => progress.push(args),
    });
    await pair.clock.advance(10);
    const [refer] = refers as [IncomingRefer];
    expect(refer).toMatchObject({
      referTo: 'sip:carol@example.com',
      replaces: { callId: 'abc@host', toTag: '1', fromTag: '2' },
      referredBy: '<sip:alice@example.com>',
    });
    refer.accept();
    refer.notify(180);
    refer.notify(200);
    refer.notify(486);
    expect(await settled(pair.clock, result)).toMatchObject({ kind: 'response', response: { status: 202 } });
    await pair.clock.advance(100);
    expect(progress).toEqual([
      [100, false],
      [180, false],
      [200, true],
    ]);
    await settled(pair.clock, callee.bye());
    await pair.clock.advance(40_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
    expect(pair.brokenRules()).toEqual([]);
  });

  test('without a handler 603, with a bad Refer-To 400, a NOTIFY of nothing 481', async () => {
    const pair = await createSimulatedPair({}, ['RFC 6665 4.1.3 NOTIFY without']);
    const { caller, callee } = await establish(pair);
    const status = async (promise: Promise<unknown>) =>
      ((await settled(pair.clock, promise)) as { response: { status: number } }).response.status;
    expect(await status(caller.refer({ referTo: 'sip:x@example.com' }))).toBe(603);
    receive(callee);
    expect(await status(caller.request('REFER', { headers: [{ name: 'Refer-To', value: '<<>' }] }))).toBe(400);
    expect(await status(caller.request('MESSAGE'))).toBe(405);
    expect(await status(caller.request('NOTIFY', { headers: [{ name: 'Event', value: 'refer' }] }))).toBe(481);
  });
});

describe('offers', () => {
  test('an UPDATE with an offer reaches the handler', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    let method = '';
    callee.onReinvite((_offer, reply) => {
      method = reply.method;
      void reply.accept('v=0 updated');
    });
    const result = await settled(pair.clock, caller.request('UPDATE', { body: 'v=0 offer' }));
    expect(method).toBe('UPDATE');
    expect(Buffer.from((result as { response: { body: Uint8Array } }).response.body).toString()).toBe('v=0 updated');
  });

  test('several re-INVITEs are sent one after the other; without a handler they get 488', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    const seen: string[] = [];
    callee.onReinvite((offer, reply) => {
      seen.push(Buffer.from(offer!).toString());
      pair.clock.after(300, () => void reply.accept('v=0'));
    });
    const all = Promise.all(['1', '2', '3'].map((body) => caller.reinvite({ body })));
    expect((await settled(pair.clock, all)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(seen).toEqual(['1', '2', '3']);
    expect(sent(pair, 'SIP/2.0 491')).toBe(0);
    expect(await settled(pair.clock, callee.reinvite({ body: 'x' }))).toMatchObject({ kind: 'rejected', status: 488 });
  });

  test('a second re-INVITE while one is open gets 500 with Retry-After (RFC 3261 14.2)', async () => {
    const pair = await createSimulatedPair();
    const raw = await RawPeer.open(pair.network);
    pair.bob.onInvite((invite) => {
      void invite.accept({ body: 'v=0' }).then((result) => {
        if (result.kind === 'accepted') result.session.onReinvite(() => undefined);
      });
    });
    const request = (method: string, cseq: number, toTag?: string) =>
      raw.send(
        BOB,
        requestLines({ method, branch: `${method}${cseq}`, callId: 'c', cseq, ...(toTag ? { toTag } : {}) }),
      );
    request('INVITE', 1);
    await pair.clock.advance(1);
    const toTag = readTag(raw.responses[0]!, 'To')!;
    request('ACK', 1, toTag);
    request('INVITE', 2, toTag);
    request('INVITE', 3, toTag);
    await pair.clock.advance(1);
    expect(raw.statuses.slice(1)).toEqual([500]);
    expect(valueOf(raw.responses.at(-1)!, 'Retry-After')).toMatch(/^\d+$/);
  });
});

describe('WebSocket', () => {
  const openSocket = () => {
    const out: string[] = [];
    let onMessage: (data: string) => void = () => undefined;
    let onClose: () => void = () => undefined;
    const socket = {
      send: (data: Uint8Array | string) => out.push(String(data)),
      close: () => onClose(),
      onMessage: (callback: (data: Uint8Array | string) => void) => (onMessage = callback),
      onClose: (callback: () => void) => (onClose = callback),
      remoteAddress: '127.0.0.9',
      remotePort: 4,
      principal: { user: 'ada' },
    };
    return {
      socket,
      out,
      send: (lines: string[]) => onMessage([...lines, '', ''].join('\r\n')),
      drop: () => onClose(),
    };
  };
  const lines = (method: string, branch: string) =>
    requestLines({ method, branch }).map((line) =>
      line.replace(/SIP\/2.0\/UDP [^;]+/, 'SIP/2.0/WS df7jal23ls0d.invalid'),
    );

  test('requests carry the principal, answers are text, CRLF is answered, a call goes out over the flow', async () => {
    const pair = await createSimulatedPair();
    const { socket, out, send } = openSocket();
    const flow = pair.bob.acceptWebSocket(socket);
    let principal: unknown;
    pair.bob.onRequest((request) => {
      principal = request.flow.principal;
      request.respond(200);
    });
    send(lines('REGISTER', '1'));
    await pair.clock.advance(1);
    expect(principal).toEqual({ user: 'ada' });
    expect(out[0]).toMatch(
      /^SIP\/2\.0 200 OK\r\nVia: SIP\/2\.0\/WS df7jal23ls0d\.invalid;rport=4;received=127\.0\.0\.9/,
    );
    send(['']);
    expect(out[1]).toBe('\r\n');
    expect(pair.bob.findFlow(flow.id)).toBe(flow);
    const call = pair.bob.invite({
      uri: 'sip:ada@df7jal23ls0d.invalid;transport=ws',
      flow,
      from: '<sip:b@x.example>',
      body: 'v=0',
    });
    await pair.clock.advance(1);
    expect(out[2]).toMatch(
      /^INVITE sip:ada@df7jal23ls0d\.invalid;transport=ws SIP\/2\.0\r\nVia: SIP\/2\.0\/WS 127\.0\.0\.2:5060/,
    );
    expect(out[2]).toContain('Contact: <sip:127.0.0.2:5060;transport=ws>');
    socket.close();
    expect(await settled(pair.clock, call.result)).toEqual({ kind: 'transport_error', detail: 'connection closed' });
    const late = pair.bob.request({ method: 'OPTIONS', uri: 'sip:ada@x.invalid', flow, from: '<sip:b@x.example>' });
    expect(await settled(pair.clock, late)).toEqual({ kind: 'transport_error', detail: 'connection closed' });
    expect(pair.bob.findFlow(flow.id)).toBe(null);
    expect(pair.bob.stats()).toMatchObject({ timersLive: 0, clientTransactionsLive: 0 });
  });

  test('a caller whose socket closes while it rings has given up', async () => {
    const pair = await createSimulatedPair();
    const { socket, send, drop } = openSocket();
    pair.bob.acceptWebSocket(socket);
    const closed: string[] = [];
    pair.bob.onFlowClosed(({ transport }) => closed.push(transport));
    let cancelled = false;
    pair.bob.onInvite((invite) => {
      invite.ring();
      invite.onCancelled(() => (cancelled = true));
    });
    send(lines('INVITE', '1'));
    await pair.clock.advance(1);
    drop();
    await pair.clock.advance(1);
    expect({ cancelled, closed }).toEqual({ cancelled: true, closed: ['ws'] });
    expect(leftovers(pair)).toEqual(nothingLeft);
  });
});

describe('what is open when the session ends (found by the fuzz target)', () => {
  test('an unanswered re-INVITE gets 487, and nothing is left on either side', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    callee.onReinvite(() => undefined);
    const reinvite = caller.reinvite({ body: 'v=0 hold' });
    await pair.clock.advance(300);
    await settled(pair.clock, callee.bye());
    expect(await settled(pair.clock, reinvite)).toMatchObject({ kind: 'rejected', status: 487 });
    await pair.clock.advance(70_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
    const refused = pair.network.packets.filter(({ bytes }) => Buffer.from(bytes).toString().startsWith('SIP/2.0 487'));
    expect(refused).toHaveLength(1);
  });

  test('a peer that never finishes our re-INVITE is not waited for after BYE', async () => {
    const pair = await createSimulatedPair({}, ['17.1.1.2 no ACK']);
    const { caller, callee } = await establish(pair);
    callee.onReinvite(() => undefined);
    pair.network.filter = ({ bytes }) => !Buffer.from(bytes).toString().startsWith('SIP/2.0 487');
    void caller.reinvite({ body: 'v=0 hold' });
    await pair.clock.advance(300);
    await settled(pair.clock, caller.bye());
    await pair.clock.advance(70_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
  });

  test('an undecided REFER gets 487', async () => {
    const pair = await createSimulatedPair();
    const { caller, callee } = await establish(pair);
    callee.onRefer(() => undefined);
    const referred = caller.refer({ referTo: 'sip:carol@example.com' });
    await pair.clock.advance(100);
    void callee.bye();
    expect(await settled(pair.clock, referred)).toMatchObject({ kind: 'response', response: { status: 487 } });
    await pair.clock.advance(70_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
  });
});
