/** Subscriptions between two endpoints: what a subscriber is told, and when it is over (RFC 6665). */
import { expect, test } from 'vitest';
import { headerValue } from '../headers/values.ts';
import { ALICE, BOB, createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import type { SimulatedPair } from '../testing/judged-pair.ts';
import { RawPeer, RAW, requestLines } from '../testing/raw-peer.ts';
import type { OutgoingSubscribe, SentSubscription } from '../endpoint/types.ts';
import type { SipRequest } from '../message.ts';
import { Notifier } from './notifier.ts';
import type { NotifierLimits } from './notifier.ts';

const body = ({ body: bytes }: SipRequest): string => Buffer.from(bytes).toString();
const stateOf = (notify: SipRequest): string => headerValue(notify, 'Subscription-State') ?? '';

type Watch = { readonly got: SipRequest[]; readonly subscription: SentSubscription };

/** Bob tells the value of a lamp: its colour, and whether all of the state was sent. */
const serveLamp = (pair: SimulatedPair, limits: Partial<NotifierLimits> = {}) => {
  const lamp = { colour: 'green' };
  const notifier = new Notifier({ sip: pair.bob, clock: pair.clock, events: ['dialog', 'presence'], limits });
  pair.bob.onRequest((incoming) => {
    if (incoming.request.method !== 'SUBSCRIBE') return incoming.respond(405);
    const subscribe = notifier.read(incoming);
    if (subscribe === null) return;
    notifier.accept(incoming, subscribe, {
      keys: ['lamp'],
      watcher: 'alice',
      render: ({ full, version }) => ({
        contentType: 'text/plain',
        body: `${version} ${full ? 'all' : 'new'} ${lamp.colour}`,
      }),
    });
  });
  const show = (colour: string): void => {
    lamp.colour = colour;
    notifier.changed('lamp');
  };
  return { notifier, show };
};

const watch = (pair: SimulatedPair, own: Partial<OutgoingSubscribe> = {}): Watch => {
  const got: SipRequest[] = [];
  const subscription = pair.alice.subscribe({
    uri: `sip:lamp@${BOB}`,
    from: '<sip:alice@example.com>',
    event: 'dialog',
    seconds: 600,
    onNotify: (notify) => got.push(notify),
    ...own,
  });
  return { got, subscription };
};

test('the whole state at once, then each change, then the end', async () => {
  const pair = await createSimulatedPair();
  const { show, notifier } = serveLamp(pair);
  const { got, subscription } = watch(pair);
  await pair.clock.advance(100);
  show('red');
  await pair.clock.advance(100);
  expect(got.map(body)).toEqual(['0 all green', '1 new red']);
  expect(got.map(stateOf)).toEqual(['active;expires=600', 'active;expires=600']);
  expect(got.map((notify) => headerValue(notify, 'Event'))).toEqual(['dialog', 'dialog']);
  subscription.unsubscribe();
  expect(await settled(pair.clock, subscription.ended)).toEqual({
    kind: 'terminated',
    reason: 'timeout',
    retryAfterSeconds: null,
  });
  expect(body(got[2]!)).toBe('2 all red');
  expect(stateOf(got[2]!)).toBe('terminated;reason=timeout');
  expect(notifier.size).toBe(0);
  await pair.clock.advance(40_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
});

test('Expires 0 fetches the state and leaves nothing', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair);
  const { got, subscription } = watch(pair, { seconds: 0 });
  await settled(pair.clock, subscription.ended);
  expect(got.map(body)).toEqual(['0 all green']);
  expect(notifier.size).toBe(0);
  await pair.clock.advance(40_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
});

test('a refresh brings the whole state again and prolongs; without one the subscription ends', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair);
  const { got, subscription } = watch(pair, { seconds: 100 });
  await pair.clock.advance(1_000);
  await pair.clock.advance(55_000);
  expect(got.map(body)).toEqual(['0 all green', '1 all green']);
  expect(notifier.size).toBe(1);
  // Refreshes are lost from now on.
  pair.network.filter = ({ from }) => !from.startsWith(ALICE);
  await pair.clock.advance(200_000);
  expect(notifier.size).toBe(0);
  pair.network.filter = () => true;
  expect(await settled(pair.clock, subscription.ended)).toBeDefined();
});

test('while a NOTIFY is on its way changes are told together, by the next one', async () => {
  const pair = await createSimulatedPair();
  const { show } = serveLamp(pair);
  const { got } = watch(pair);
  await pair.clock.advance(100);
  pair.network.filter = ({ from }) => !from.startsWith(BOB);
  show('red');
  await pair.clock.advance(100);
  show('blue');
  show('white');
  await pair.clock.advance(300);
  pair.network.filter = () => true;
  await pair.clock.advance(2_000);
  expect(got.map(body)).toEqual(['0 all green', '1 new red', '2 new white']);
});

test('several changes in a moment are one NOTIFY', async () => {
  const pair = await createSimulatedPair();
  const { show } = serveLamp(pair);
  const { got } = watch(pair);
  await pair.clock.advance(100);
  for (const colour of ['red', 'blue', 'white']) show(colour);
  await pair.clock.advance(100);
  expect(got.map(body)).toEqual(['0 all green', '1 new white']);
});

test('min-interval holds changes back, never the answer to a SUBSCRIBE (RFC 6446)', async () => {
  const pair = await createSimulatedPair();
  const { show } = serveLamp(pair);
  const { got, subscription } = watch(pair, { event: 'dialog;min-interval=10' });
  await pair.clock.advance(100);
  show('red');
  await pair.clock.advance(5_000);
  expect(got.map(body)).toEqual(['0 all green']);
  expect(stateOf(got[0]!)).toBe('active;expires=600;min-interval=10');
  show('blue');
  await pair.clock.advance(6_000);
  expect(got.map(body)).toEqual(['0 all green', '1 new blue']);
  subscription.unsubscribe();
  await pair.clock.advance(100);
  expect(got.map(body).at(-1)).toBe('2 all blue');
});

test('the id of the Event comes back in each NOTIFY', async () => {
  const pair = await createSimulatedPair();
  serveLamp(pair);
  const { got } = watch(pair, { event: 'dialog;id=7' });
  await pair.clock.advance(100);
  expect(headerValue(got[0]!, 'Event')).toBe('dialog;id=7');
});

test('an unknown package is 489 with Allow-Events', async () => {
  const pair = await createSimulatedPair();
  serveLamp(pair);
  const { subscription } = watch(pair, { event: 'weather' });
  expect(await settled(pair.clock, subscription.ended)).toEqual({ kind: 'refused', status: 489 });
  expect(
    pair.network.packets.some(({ bytes }) =>
      /^SIP\/2.0 489[^]*Allow-Events: dialog, presence/.test(Buffer.from(bytes).toString()),
    ),
  ).toBe(true);
});

test('a life that is too short is 423 with Min-Expires', async () => {
  const pair = await createSimulatedPair();
  serveLamp(pair);
  const { subscription } = watch(pair, { seconds: 20 });
  expect(await settled(pair.clock, subscription.ended)).toEqual({ kind: 'refused', status: 423 });
  expect(
    pair.network.packets.some(({ bytes }) => /^SIP\/2.0 423[^]*Min-Expires: 60/.test(Buffer.from(bytes).toString())),
  ).toBe(true);
});

test('a life that is too long is shortened', async () => {
  const pair = await createSimulatedPair();
  serveLamp(pair);
  const { got } = watch(pair, { seconds: 86_400 });
  await pair.clock.advance(100);
  expect(stateOf(got[0]!)).toBe('active;expires=600');
});

test('a SUBSCRIBE in a dialog that is not known is 481: after a restart telephones subscribe again', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair);
  const { subscription } = watch(pair, { seconds: 100 });
  await pair.clock.advance(100);
  pair.network.filter = ({ bytes }) => !Buffer.from(bytes).toString().startsWith('NOTIFY');
  notifier.close({ reason: 'deactivated' });
  expect(await settled(pair.clock, subscription.ended)).toEqual({ kind: 'refused', status: 481 });
});

test('a NOTIFY that gets 481 or no answer ends the subscription', async () => {
  const pair = await createSimulatedPair();
  const { notifier, show } = serveLamp(pair);
  const raw = await RawPeer.open(pair.network);
  const extra = ['Event: dialog', 'Expires: 600'];
  raw.send(BOB, requestLines({ method: 'SUBSCRIBE', branch: 'one', extra }));
  await pair.clock.advance(10);
  raw.respond(BOB, raw.requests[0]!, '200 OK');
  await pair.clock.advance(10);
  expect(notifier.size).toBe(1);
  show('red');
  await pair.clock.advance(10);
  raw.respond(BOB, raw.requests[1]!, '481 Gone');
  await pair.clock.advance(10);
  expect(notifier.size).toBe(0);
  raw.send(BOB, requestLines({ method: 'SUBSCRIBE', branch: 'two', callId: 'two', extra }));
  await pair.clock.advance(40_000);
  expect(notifier.size).toBe(0);
});

test('an error with Retry-After is tried again with the whole state', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair);
  const raw = await RawPeer.open(pair.network);
  raw.send(BOB, requestLines({ method: 'SUBSCRIBE', branch: 'one', extra: ['Event: dialog', 'Expires: 600'] }));
  await pair.clock.advance(10);
  raw.respond(BOB, raw.requests[0]!, '480 Later', ['Retry-After: 5']);
  await pair.clock.advance(4_000);
  const before = raw.requests.length;
  await pair.clock.advance(2_000);
  expect(body(raw.requests.at(-1)!)).toBe('1 all green');
  expect(raw.requests.length).toBeGreaterThan(before);
  expect(notifier.size).toBe(1);
});

test('the notifier ends what a watcher has, with its reason', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair);
  const { got, subscription } = watch(pair);
  await pair.clock.advance(100);
  notifier.endWatcher('alice', { reason: 'probation', retryAfterSeconds: 30 });
  expect(await settled(pair.clock, subscription.ended)).toEqual({
    kind: 'terminated',
    reason: 'probation',
    retryAfterSeconds: 30,
  });
  expect(stateOf(got.at(-1)!)).toBe('terminated;reason=probation;retry-after=30');
});

test('beyond its limit a watcher loses its oldest subscription; beyond all limits new ones get 503', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair, { perWatcher: 2, total: 3 });
  const first = watch(pair);
  const others = [watch(pair), watch(pair)];
  expect(await settled(pair.clock, first.subscription.ended)).toMatchObject({ reason: 'rejected' });
  expect(notifier.size).toBe(2);
  expect(others.map(({ got }) => got.length)).toEqual([1, 1]);
  const full = serveLamp(pair, { total: 0 });
  expect(await settled(pair.clock, watch(pair).subscription.ended)).toEqual({ kind: 'refused', status: 503 });
  expect(full.notifier.size).toBe(0);
});

test('wrong CSeq, another package in the dialog, a bad Expires, no Contact: refused, and the subscription stays', async () => {
  const pair = await createSimulatedPair();
  const { notifier } = serveLamp(pair);
  const raw = await RawPeer.open(pair.network);
  const send = async (
    own: Partial<Parameters<typeof requestLines>[0]>,
    extra: string[],
  ): Promise<number | undefined> => {
    const branch = crypto.randomUUID();
    raw.send(BOB, requestLines({ method: 'SUBSCRIBE', branch, callId: 'one', extra, ...own }));
    await pair.clock.advance(10);
    for (const request of raw.requests.splice(0)) raw.respond(BOB, request, '200 OK');
    await pair.clock.advance(10);
    return raw.statuses.at(-1);
  };
  expect(await send({ cseq: 5 }, ['Event: dialog', 'Expires: 600'])).toBe(200);
  const toTag = /tag=(.*)/.exec(headerValue(raw.responses[0]!, 'To')!)![1]!;
  expect(await send({ cseq: 4, toTag }, ['Event: dialog', 'Expires: 600'])).toBe(500);
  expect(await send({ cseq: 6, toTag }, ['Event: presence', 'Expires: 600'])).toBe(481);
  expect(await send({ cseq: 7, toTag }, ['Event: dialog', 'Expires: soon'])).toBe(400);
  expect(await send({ cseq: 8, toTag }, ['Event: dialog;;', 'Expires: 600'])).toBe(400);
  expect(await send({ cseq: 9, toTag }, ['Event: dialog', 'Expires: 99999999999'])).toBe(200);
  expect(await send({ cseq: 10, toTag, method: 'BYE' }, [])).toBe(405);
  expect(
    await send({ cseq: 1, callId: 'other', method: 'NOTIFY' }, ['Event: dialog', 'Subscription-State: active']),
  ).toBe(481);
  expect(notifier.size).toBe(1);
  const lines = requestLines({ method: 'SUBSCRIBE', branch: 'bare', callId: 'bare', extra: ['Event: dialog'] });
  raw.send(
    BOB,
    lines.filter((line) => !line.startsWith('Contact')),
  );
  await pair.clock.advance(10);
  expect(raw.statuses.at(-1)).toBe(400);
  expect(pair.bob.stats().internalErrors).toBe(0);
  expect(raw.requests.every(({ uri }) => uri === `sip:raw@${RAW}`)).toBe(true);
});
