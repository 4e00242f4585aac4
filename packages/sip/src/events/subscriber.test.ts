/** Our own subscriptions against a notifier that a test writes by hand. */
import { expect, test } from 'vitest';
import { headerValue } from '../headers/values.ts';
import type { SipRequest } from '../message.ts';
import { ALICE, createSimulatedPair, leftovers, nothingLeft, settled } from '../testing/judged-pair.ts';
import { RAW, RawPeer } from '../testing/raw-peer.ts';

const scene = async () => {
  const pair = await createSimulatedPair();
  const raw = await RawPeer.open(pair.network);
  const got: SipRequest[] = [];
  const subscription = pair.alice.subscribe({
    uri: `sip:lamp@${RAW}`,
    from: '<sip:alice@example.com>',
    event: 'presence',
    seconds: 100,
    onNotify: (notify) => got.push(notify),
  });
  await pair.clock.advance(10);
  const asked = raw.requests[0]!;
  let branch = 0;
  const notify = async (state: string, own: { tag?: string; event?: string; cseq?: number } = {}) => {
    branch += 1;
    raw.send(ALICE, [
      `NOTIFY sip:${ALICE} SIP/2.0`,
      `Via: SIP/2.0/UDP ${RAW}:5060;rport;branch=z9hG4bKn${branch}`,
      'Max-Forwards: 70',
      `From: <sip:lamp@${RAW}>;tag=${own.tag ?? 'lamp'}`,
      `To: ${headerValue(asked, 'From')}`,
      `Call-ID: ${headerValue(asked, 'Call-ID')}`,
      `CSeq: ${own.cseq ?? branch} NOTIFY`,
      `Contact: <sip:lamp@${RAW}>`,
      `Event: ${own.event ?? 'presence'}`,
      `Subscription-State: ${state}`,
    ]);
    await pair.clock.advance(10);
  };
  const accept = async (request: SipRequest, status = '200 OK') => {
    const to = headerValue(request, 'To')!;
    const tagged = to.includes('tag=') ? to : `${to};tag=lamp`;
    raw.respond(ALICE, request, status, [`To: ${tagged}`, 'Expires: 100', `Contact: <sip:lamp@${RAW}>`]);
    await pair.clock.advance(10);
  };
  const refreshes = (): SipRequest[] => {
    const all = raw.requests.filter(({ method }) => method === 'SUBSCRIBE').slice(1);
    return all.filter(
      (one, at) => all.findIndex((other) => headerValue(other, 'CSeq') === headerValue(one, 'CSeq')) === at,
    );
  };
  return { pair, raw, got, subscription, asked, notify, accept, refreshes };
};

test('a NOTIFY that overtakes the 200 is taken', async () => {
  const { raw, got, notify, accept, asked, refreshes, pair, subscription } = await scene();
  await notify('active;expires=100');
  expect([got.length, raw.statuses]).toEqual([1, [200]]);
  await accept(asked);
  await pair.clock.advance(51_000);
  // The refresh goes to the Contact of the NOTIFY, in its dialog.
  expect(refreshes().map(({ uri }) => uri)).toEqual([`sip:lamp@${RAW}`]);
  expect(headerValue(refreshes()[0]!, 'To')).toContain('tag=lamp');
  await accept(refreshes()[0]!);
  await notify('terminated;reason=noresource');
  expect(await settled(pair.clock, subscription.ended)).toMatchObject({ reason: 'noresource' });
  await pair.clock.advance(40_000);
  expect(leftovers(pair)).toEqual(nothingLeft);
});

test('without a NOTIFY in time N it failed', async () => {
  const { pair, accept, asked, subscription } = await scene();
  await accept(asked);
  expect(await settled(pair.clock, subscription.ended)).toEqual({ kind: 'no_answer' });
});

test('a NOTIFY of another notifier, or of another package, gets 481', async () => {
  const { raw, got, notify, accept, asked } = await scene();
  await accept(asked);
  await notify('active;expires=100', { event: 'dialog' });
  await notify('active;expires=100');
  await notify('active;expires=100', { tag: 'fork' });
  await notify('active;expires=100', { event: 'dialog' });
  expect(raw.statuses).toEqual([481, 200, 481, 481]);
  expect(got).toHaveLength(1);
});

test('a refresh that is refused lets the subscription run on, 481 ends it', async () => {
  const { pair, notify, accept, asked, refreshes, got, subscription } = await scene();
  await accept(asked);
  await notify('active;expires=100');
  await pair.clock.advance(51_000);
  await accept(refreshes()[0]!, '503 Later');
  await notify('active;expires=100');
  expect(got).toHaveLength(2);
  await pair.clock.advance(51_000);
  await accept(refreshes()[1]!, '481 Gone');
  expect(await settled(pair.clock, subscription.ended)).toEqual({ kind: 'refused', status: 481 });
});

test('a state and a reason that nobody knows are read as active and none', async () => {
  const { notify, accept, asked, got, raw, subscription, pair } = await scene();
  await accept(asked);
  await notify('dreaming;expires=100');
  await notify('terminated;reason=bored');
  expect([got.length, raw.statuses]).toEqual([2, [200, 200]]);
  expect(await settled(pair.clock, subscription.ended)).toMatchObject({ kind: 'terminated', reason: 'bored' });
});

test('who unsubscribes before the first NOTIFY is out after it', async () => {
  const { notify, accept, asked, refreshes, subscription, pair } = await scene();
  subscription.unsubscribe();
  await accept(asked);
  await notify('active;expires=100');
  expect(headerValue(refreshes()[0]!, 'Expires')).toBe('0');
  await accept(refreshes()[0]!);
  await notify('terminated;reason=timeout');
  expect(await settled(pair.clock, subscription.ended)).toMatchObject({ kind: 'terminated', reason: 'timeout' });
});
