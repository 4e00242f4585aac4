/** Hostile input against a whole endpoint: whatever arrives, the last wall is not touched and the next request is answered. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UdpSocket } from '../transport/driver.ts';
import { RAW, requestLines } from '../testing/raw-peer.ts';
import { BOB, answerAll, createSimulatedPair, settled } from '../testing/simulated-pair.ts';
import type { SimulatedPair } from '../testing/simulated-pair.ts';

const folder = join(import.meta.dirname, '../../test-data');
const files = (at: string): string[] =>
  readdirSync(at).flatMap((name) =>
    statSync(join(at, name)).isDirectory() ? files(join(at, name)) : [join(at, name)],
  );

const open = async (): Promise<{ pair: SimulatedPair; socket: UdpSocket }> => {
  const pair = await createSimulatedPair();
  answerAll(pair.bob);
  pair.bob.onRequest(({ respond }) => respond(200));
  const socket = await pair.network.driver.bindUdp({
    address: RAW,
    port: 5060,
    reusePort: false,
    onDatagram: () => undefined,
  });
  return { pair, socket };
};

const expectAlive = async (pair: SimulatedPair): Promise<void> => {
  const request = { method: 'OPTIONS', uri: `sip:${BOB}`, from: '<sip:a@x.example>' };
  expect(await settled(pair.clock, pair.alice.request(request))).toMatchObject({
    kind: 'response',
    response: { status: 200 },
  });
  expect(pair.log).toEqual([]);
  expect(pair.bob.stats().internalErrors).toBe(0);
};

test('every message of the RFC 4475 and RFC 5118 corpora, twice', async () => {
  const { pair, socket } = await open();
  const corpus = files(folder).map((file) => readFileSync(file));
  expect(corpus.length).toBeGreaterThan(40);
  for (const bytes of [...corpus, ...corpus]) socket.send(bytes, 5060, BOB, () => undefined);
  await pair.clock.advance(100);
  await expectAlive(pair);
});

test('valid messages with bytes changed, cut out and doubled', async () => {
  const { pair, socket } = await open();
  const methods = [
    'INVITE',
    'ACK',
    'BYE',
    'CANCEL',
    'REGISTER',
    'OPTIONS',
    'UPDATE',
    'REFER',
    'NOTIFY',
    'INFO',
    'PRACK',
  ];
  const mutation = fc.record({
    method: fc.constantFrom(...methods),
    branch: fc.constantFrom('1', '2', '3'),
    toTag: fc.option(fc.string({ maxLength: 8 }), { nil: undefined }),
    edits: fc.array(fc.tuple(fc.nat(600), fc.nat(30), fc.uint8Array({ maxLength: 20 })), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 10, maxLength: 10 }), async (messages) => {
      for (const { method, branch, toTag, edits } of messages) {
        const lines = requestLines({ method, branch, callId: 'same', ...(toTag === undefined ? {} : { toTag }) });
        let bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
        for (const [at, length, insert] of edits) {
          bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + length)]);
        }
        socket.send(bytes, 5060, BOB, () => undefined);
      }
      await pair.clock.advance(50);
    }),
    { numRuns: 300, seed: 11 },
  );
  expect(pair.bob.stats().messagesReceived).toBeGreaterThan(300);
  await expectAlive(pair);
}, 30_000);

test('garbage in place of responses to our own requests', async () => {
  const { pair, socket } = await open();
  await fc.assert(
    fc.asyncProperty(
      fc.nat(300),
      fc.uint8Array({ maxLength: 12 }),
      fc.integer({ min: 100, max: 699 }),
      async (at, insert, status) => {
        const call = pair.call({ uri: `sip:x@${RAW}` });
        await pair.clock.advance(1);
        const invite = Buffer.from(pair.network.packets.at(-1)!.bytes).toString();
        const copied = invite.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq|Contact):/.test(line));
        const response = Buffer.from(`SIP/2.0 ${status} X\r\n${copied.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`);
        const bytes = Buffer.concat([response.subarray(0, at), insert, response.subarray(at + insert.length)]);
        socket.send(bytes, 5060, '127.0.0.1', () => undefined);
        await pair.clock.advance(1);
        call.cancel();
        const result = await settled(pair.clock, call.result);
        if (result.kind === 'answered') await settled(pair.clock, result.session.bye());
      },
    ),
    { numRuns: 100, seed: 5 },
  );
  await pair.clock.advance(70_000);
  expect(pair.alice.stats()).toMatchObject({ clientTransactionsLive: 0, internalErrors: 0, dialogsLive: 0 });
  await expectAlive(pair);
}, 30_000);
