import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { decodeBencode, encodeBencode } from './bencode.ts';
import type { BencodeDictionary } from './bencode.ts';
import { NgClient } from './ng-client.ts';

/** The far end of the protocol: what it does with each datagram is the test's choice. */
let peer: Socket;
let client: NgClient;
let received: { cookie: string; values: BencodeDictionary; answer: (text: string) => void }[];
let onRequest: (index: number) => void;

beforeEach(async () => {
  received = [];
  onRequest = () => {};
  peer = createSocket('udp4');
  await new Promise<void>((resolve) => peer.bind(0, '127.0.0.1', resolve));
  peer.on('message', (bytes: Buffer, from: RemoteInfo) => {
    const space = bytes.indexOf(0x20);
    const decoded = decodeBencode(bytes.subarray(space + 1));
    if (decoded.kind !== 'value') throw new Error('the client wrote something malformed');
    const answer = (text: string) => peer.send(text, from.port, from.address);
    const values = decoded.value as BencodeDictionary;
    received.push({ cookie: bytes.toString('latin1', 0, space), values, answer });
    onRequest(received.length - 1);
  });
  client = new NgClient({ engine: { host: '127.0.0.1', port: peer.address().port }, clock: systemClock });
});
afterEach(async () => {
  await client.close();
  await new Promise<void>((resolve) => peer.close(() => resolve()));
});

const reply = (values: BencodeDictionary) => encodeBencode(values).toString();

function answerWith(values: BencodeDictionary): void {
  onRequest = (index) => received[index]!.answer(`${received[index]!.cookie} ${reply(values)}`);
}

test('a command is answered by its cookie, whatever the order', async () => {
  const both = Promise.withResolvers<void>();
  onRequest = (index) => index === 1 && both.resolve();
  const [one, two] = [client.request('offer', { sdp: 'one' }), client.request('offer', { sdp: 'two' })];
  await both.promise;
  for (const { cookie, values, answer } of received.toReversed()) {
    answer(`${cookie} ${reply({ result: 'ok', sdp: `for ${values['sdp'] as string}` })}`);
  }
  expect(await one).toMatchObject({ kind: 'ok', values: { sdp: 'for one' } });
  expect(await two).toMatchObject({ kind: 'ok', values: { sdp: 'for two' } });
});

test('a lost command is sent again under the same cookie, and an answer that comes twice counts once', async () => {
  onRequest = (index) => {
    if (index === 0) return;
    const { cookie, answer } = received[index]!;
    for (let copy = 0; copy < 2; copy += 1) answer(`${cookie} ${reply({ result: 'pong' })}`);
  };
  expect((await client.request('ping')).kind).toBe('ok');
  expect(received[1]!.cookie).toBe(received[0]!.cookie);
  await expect.poll(() => client.strayAnswers).toBe(1);
});

test('an engine that stays silent is given up, and its late answer harms nobody', async () => {
  expect(await client.request('ping')).toEqual({ kind: 'no_answer' });
  expect(received).toHaveLength(5);
  const { cookie, answer } = received[0]!;
  answer(`${cookie} ${reply({ result: 'pong' })}`);
  await expect.poll(() => client.strayAnswers).toBe(1);
});

test('answers that make no sense are as good as none', async () => {
  onRequest = (index) => {
    const { cookie, answer } = received[index]!;
    for (const nonsense of ['', 'x', `${cookie}`, `${cookie} `, `${cookie} d3:sdp`, `${cookie} 2:ok`]) answer(nonsense);
    if (index === 1) answer(`${cookie} ${reply({ result: 'ok' })}`);
  };
  expect((await client.request('ping')).kind).toBe('ok');
  expect(client.strayAnswers).toBeGreaterThan(6);
});

test('what the engine refuses is told in its words', async () => {
  answerWith({ result: 'error', 'error-reason': 'Unknown call-id' });
  expect(await client.request('query', { 'call-id': 'x' })).toEqual({ kind: 'refused', reason: 'Unknown call-id' });
  answerWith({ result: 'error', 'error-reason': 'Parallel session limit reached' });
  expect(await client.request('offer')).toEqual({ kind: 'full' });
});

test('commands that wait when the client closes end', async () => {
  const waiting = client.request('ping');
  await expect.poll(() => received.length).toBe(1);
  await client.close();
  expect(await waiting).toEqual({ kind: 'no_answer' });
  expect(await client.request('ping')).toEqual({ kind: 'no_answer' });
});
