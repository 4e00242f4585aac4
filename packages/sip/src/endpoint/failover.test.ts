/** From one address of a name to the next (RFC 3263 4.3). */
import { beforeEach, describe, expect, test } from 'vitest';
import { valueOf } from '../dialog/dialog.ts';
import { RAW, RawPeer } from '../testing/raw-peer.ts';
import { ALICE, createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import { FailedTargets } from './failed-targets.ts';
import type { ResolvedTarget } from './types.ts';

const SECOND = '127.0.0.4';
const target = (address: string, transport: 'udp' | 'tcp' = 'udp'): ResolvedTarget => ({
  transport,
  address,
  port: 5060,
});

let pair: SimulatedPair;
let first: RawPeer;
let second: RawPeer;
let targets: ResolvedTarget[];

beforeEach(async () => {
  targets = [target(RAW), target(SECOND)];
  pair = await createSimulatedPair({ alice: { resolve: () => Promise.resolve(targets) } });
  first = await RawPeer.open(pair.network);
  second = await RawPeer.open(pair.network, SECOND);
});

const options = () =>
  pair.alice.request({ method: 'OPTIONS', uri: 'sip:carrier.example', from: '<sip:a@example.com>' });
const call = () => pair.call({ uri: 'sip:x@carrier.example' });
const answer = async (peer: RawPeer, status: string, extra: string[] = []): Promise<void> => {
  await pair.clock.advance(1);
  const request = peer.requests.at(-1)!;
  peer.respond(ALICE, request, status, ['To: <sip:x@carrier.example>;tag=t', `Contact: <sip:x@${SECOND}>`, ...extra]);
  await pair.clock.advance(1);
};

describe('requests outside dialogs', () => {
  test('503: the same request to the next address, in a new transaction', async () => {
    const asked = options();
    await answer(first, '503 Service Unavailable', ['Retry-After: 120']);
    await answer(second, '200 OK');
    expect(await settled(pair.clock, asked)).toMatchObject({ kind: 'response', response: { status: 200 } });
    const [one, other] = [first.requests[0]!, second.requests[0]!];
    for (const name of ['Call-ID', 'CSeq', 'From', 'To']) expect(valueOf(other, name)).toBe(valueOf(one, name));
    expect(valueOf(other, 'Via')).not.toBe(valueOf(one, 'Via'));
  });

  test('no answer: the next address after 64*T1, and it is first for the next request', async () => {
    const asked = options();
    await pair.clock.advance(31_000);
    expect(second.requests).toHaveLength(0);
    await pair.clock.advance(1_500);
    await answer(second, '200 OK');
    expect((await settled(pair.clock, asked)).kind).toBe('response');
    const before = first.requests.length;
    const again = options();
    await answer(second, '200 OK');
    expect((await settled(pair.clock, again)).kind).toBe('response');
    expect(first.requests).toHaveLength(before);
    await pair.clock.advance(40_000);
    void options();
    await answer(first, '200 OK');
    expect(first.requests.length).toBe(before + 1);
  });

  test('all fail: the last failure is the result; other failures are final', async () => {
    const asked = options();
    await answer(first, '503 Service Unavailable');
    await answer(second, '503 Service Unavailable');
    expect(await settled(pair.clock, asked)).toMatchObject({ kind: 'response', response: { status: 503 } });
    const refused = options();
    await answer(first, '500 Server Error');
    expect(await settled(pair.clock, refused)).toMatchObject({ response: { status: 500 } });
    expect(second.requests).toHaveLength(1);
  });

  test('a connection refused: the next address at once', async () => {
    targets = [target('127.0.0.9', 'tcp'), target(SECOND)];
    const asked = options();
    await answer(second, '200 OK');
    expect((await settled(pair.clock, asked)).kind).toBe('response');
  });

  test('a resolver that fails is a transport error', async () => {
    const failing = await createSimulatedPair({ alice: { resolve: () => Promise.reject(new Error('bug')) } });
    expect((await settled(failing.clock, failing.call({ uri: 'sip:x@carrier.example' }).result)).kind).toBe(
      'transport_error',
    );
  });
});

describe('calls', () => {
  test('503: the next address takes the call', async () => {
    const calling = call();
    await answer(first, '503 Service Unavailable');
    expect(first.requests.map(({ method }) => method)).toEqual(['INVITE', 'ACK']);
    await answer(second, '200 OK');
    const result = await settled(pair.clock, calling.result);
    if (result.kind !== 'answered') throw new Error(result.kind);
    const bye = result.session.bye();
    await answer(second, '200 OK');
    await settled(pair.clock, bye);
    expect(second.requests.map(({ method }) => method)).toEqual(['INVITE', 'ACK', 'BYE']);
    await pair.clock.advance(70_000);
    expect(leftovers(pair)).toEqual(nothingLeft);
  });

  test('no answer at all: the next address; when it rang, the failure is final', async () => {
    const calling = call();
    await pair.clock.advance(32_200);
    expect(second.requests).toHaveLength(1);
    await answer(second, '180 Ringing');
    await answer(second, '503 Service Unavailable');
    expect(await settled(pair.clock, calling.result)).toMatchObject({ kind: 'rejected', response: { status: 503 } });
    expect(first.requests.every(({ method }) => method === 'INVITE')).toBe(true);
  });

  test('cancelled: nobody else is called', async () => {
    const calling = call();
    await answer(first, '100 Trying');
    calling.cancel();
    await pair.clock.advance(1);
    first.respond(ALICE, first.requests[0]!, '503 Service Unavailable', ['To: <sip:x@carrier.example>;tag=t']);
    expect((await settled(pair.clock, calling.result)).kind).toBe('cancelled');
    expect(second.requests).toHaveLength(0);
  });
});

test('what failed comes last, for 30 s or as long as a 503 asked, at most ten minutes', () => {
  let nowMs = 0;
  const failed = new FailedTargets(() => nowMs);
  const list = [target('a'), target('b'), target('c')];
  const order = (): string =>
    failed
      .sort(list)
      .map(({ address }) => address)
      .join('');
  failed.add(target('a'));
  failed.add(target('b'), 100_000);
  expect(order()).toBe('cab');
  nowMs = 30_001;
  expect(order()).toBe('acb');
  nowMs = 600_001;
  expect(order()).toBe('abc');
});
