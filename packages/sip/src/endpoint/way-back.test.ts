/**
 * Where responses go (RFC 3261 18.2.2, RFC 3581), and what happens when sending fails. What a test writes to a simulated
 * stream looks as if an endpoint had sent it: it is excused from the rules.
 */
import { expect, test } from 'vitest';
import type { ByteStream } from '../transport/driver.ts';
import { RAW, RawPeer, requestLines } from '../testing/raw-peer.ts';
import { createSipEndpoint } from './endpoint.ts';
import { BOB, createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';

test('UDP without rport: the answer goes to the sent-by port at the source address', async () => {
  const pair = await createSimulatedPair();
  pair.bob.onRequest(({ respond }) => respond(200));
  const raw = await RawPeer.open(pair.network);
  const lines = requestLines({ method: 'OPTIONS', branch: '1' }).map((line) =>
    line.replace(`${RAW}:5060;rport`, 'nat.example:5099'),
  );
  raw.send(BOB, lines);
  await pair.clock.advance(1);
  const answer = pair.network.packets.at(-1)!;
  expect(answer.to).toBe(`${RAW}:5099`);
  expect(Buffer.from(answer.bytes).toString()).toContain(
    `Via: SIP/2.0/UDP nat.example:5099;received=${RAW};branch=z9hG4bK1`,
  );
});

test('TCP: when the connection of the request is gone, one is opened to the sent-by port', async () => {
  const pair = await createSimulatedPair({}, ['13.2.1 no Allow', '17.1.1.2 no ACK']);
  const { driver } = pair.network;
  let answerWhenReady = (): void => undefined;
  pair.bob.onInvite((invite) => (answerWhenReady = () => invite.reject(486)));
  const heard: string[] = [];
  await driver.listenStream({
    address: BOB,
    port: 5077,
    tls: null,
    handshakeMs: 1,
    admit: () => true,
    onAbandoned: () => undefined,
    onStream: (stream: ByteStream) => stream.onData((chunk) => heard.push(Buffer.from(chunk).toString())),
  });
  const first = await driver.connectStream({ address: BOB, port: 5060, tls: null, timeoutMs: 1 });
  const lines = requestLines({ method: 'INVITE', branch: '1' }).map((line) =>
    line.replace(/^Via: .*;rport/, 'Via: SIP/2.0/TCP there.example:5077;rport'),
  );
  first.write(Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n')));
  await pair.clock.advance(10);
  first.close();
  await pair.clock.advance(10);
  answerWhenReady();
  await pair.clock.advance(10);
  expect(heard.join('')).toMatch(/^SIP\/2\.0 486 Busy Here/);
  await pair.clock.advance(700_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
});

test('TCP: a caller whose connection breaks and who listens nowhere has given up', async () => {
  const pair = await createSimulatedPair({}, ['13.2.1 no Allow', '17.1.1.2 no ACK']);
  let cancelled = 0;
  pair.bob.onInvite((invite) => {
    invite.onCancelled(() => (cancelled += 1));
    invite.ring();
  });
  const { driver } = pair.network;
  const stream = await driver.connectStream({ address: BOB, port: 5060, tls: null, timeoutMs: 1 });
  const lines = requestLines({ method: 'INVITE', branch: '1' }).map((line) =>
    line.replace(/^Via: .*;rport/, 'Via: SIP/2.0/TCP there.example:5077;rport'),
  );
  stream.write(Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n')));
  await pair.clock.advance(10);
  expect(cancelled).toBe(0);
  stream.close();
  await pair.clock.advance(10);
  expect(cancelled).toBe(1);
  await pair.clock.advance(70_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
});

test('a send error ends the transaction at once, for requests and for calls', async () => {
  const pair = await createSimulatedPair();
  const { driver } = pair.network;
  const failing = {
    ...driver,
    bindUdp: async (...args: Parameters<typeof driver.bindUdp>) => {
      const socket = await driver.bindUdp(...args);
      return {
        ...socket,
        send: (_b: Uint8Array, _p: number, _a: string, onError: (detail: string) => void) => onError('EHOSTUNREACH'),
      };
    },
  };
  const endpoint = createSipEndpoint({ clock: pair.clock }, failing);
  await endpoint.addUdp({ address: '127.0.0.8', port: 5060 });
  const target = { uri: `sip:${BOB}`, from: '<sip:a@x.example>' };
  const expected = { kind: 'transport_error', detail: 'EHOSTUNREACH' };
  expect(await settled(pair.clock, endpoint.request({ ...target, method: 'OPTIONS' }))).toEqual(expected);
  expect(await settled(pair.clock, endpoint.invite({ ...target, body: 'v=0' }).result)).toEqual(expected);
  expect(endpoint.stats()).toMatchObject({ clientTransactionsLive: 0, timersLive: 0, internalErrors: 0 });
});

test('names that do not resolve, and URIs that are not SIP, are transport errors; nothing throws', async () => {
  const pair = await createSimulatedPair({ alice: { resolve: () => Promise.resolve([]) } });
  const call = (uri: string) => settled(pair.clock, pair.alice.invite({ uri, from: '<sip:a@x.example>' }).result);
  expect(await call('sip:nobody.example')).toEqual({ kind: 'transport_error', detail: 'no address for the next hop' });
  expect(await call('tel:+33123456789')).toEqual({ kind: 'transport_error', detail: 'next hop is not a SIP URI' });
});
