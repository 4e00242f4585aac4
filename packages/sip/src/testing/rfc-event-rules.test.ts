/** Each rule about events finds its breach in a sound trace that is spoilt in one place. */
import { beforeAll, expect, test } from 'vitest';
import { Notifier } from '../events/notifier.ts';
import { checkTrace } from './rfc-rules.ts';
import { BOB, createSimulatedPair } from './simulated-pair.ts';
import type { Packet } from './simulated-network.ts';

const text = ({ bytes }: Packet): string => Buffer.from(bytes).toString();
let sound: readonly Packet[];

beforeAll(async () => {
  const pair = await createSimulatedPair();
  const notifier = new Notifier({ sip: pair.bob, clock: pair.clock, events: ['dialog'] });
  pair.bob.onRequest((incoming) => {
    if (incoming.request.method === 'PUBLISH') {
      const headers = [
        { name: 'SIP-ETag', value: 'a' },
        { name: 'Expires', value: '60' },
      ];
      return incoming.respond(200, { headers });
    }
    const subscribe = notifier.read(incoming);
    if (subscribe === null) return;
    const render = () => ({ contentType: 'text/plain', body: 'lamp' });
    notifier.accept(incoming, subscribe, { keys: ['lamp'], watcher: 'alice', render });
  });
  const common = { uri: `sip:lamp@${BOB}`, from: '<sip:alice@example.com>', seconds: 600, onNotify: () => undefined };
  const subscription = pair.alice.subscribe({ ...common, event: 'dialog' });
  await pair.clock.advance(100);
  notifier.changed('lamp');
  await pair.clock.advance(100);
  subscription.unsubscribe();
  await pair.clock.advance(100);
  pair.alice.subscribe({ ...common, event: 'weather' });
  void pair.alice.request({ ...common, method: 'PUBLISH' });
  await pair.clock.advance(100);
  sound = pair.network.packets;
});

const at = (begin: RegExp, nth = 0): number => {
  const found = sound.flatMap((packet, index) => (begin.test(text(packet)) ? [index] : []))[nth];
  if (found === undefined) throw new Error(`no ${begin.source}`);
  return found;
};
const spoilt = (begin: RegExp, from: RegExp, to: string, nth = 0): string[] => {
  const index = at(begin, nth);
  expect(text(sound[index]!)).toMatch(from);
  const bytes = Buffer.from(text(sound[index]!).replace(from, to));
  return checkTrace(sound.with(index, { ...sound[index]!, bytes }));
};

test('a sound trace breaks nothing', () => expect(checkTrace(sound)).toEqual([]));

test('no NOTIFY follows', () => {
  const without = sound.filter((packet) => !/CSeq: \d+ NOTIFY/.test(text(packet)));
  expect(checkTrace(without)).toContain('RFC 6665 4.2.1.2 no NOTIFY follows: 200 to SUBSCRIBE');
});

test('two NOTIFYs on their way', () => {
  const answers = sound.filter((packet) => !/^SIP[^]*CSeq: \d+ NOTIFY/.test(text(packet)));
  expect(checkTrace(answers)).toContain('RFC 6665 4.2.2 two NOTIFYs on their way: NOTIFY 2');
});

test('NOTIFY after the end', () => {
  expect(spoilt(/^NOTIFY/, /active;expires=600/, 'terminated')).toContain(
    'RFC 6665 4.1.3 NOTIFY after the end: NOTIFY 2',
  );
});

test('Event differs', () => {
  expect(spoilt(/^NOTIFY/, /Event: dialog/, 'Event: dialog;id=1')).toContain(
    'RFC 6665 8.2.1 Event differs from SUBSCRIBE: NOTIFY 1',
  );
});

test('Subscription-State unknown', () => {
  expect(spoilt(/^NOTIFY/, /active/, 'alive')).toContain('RFC 6665 8.2.3 Subscription-State unknown: NOTIFY 1');
});

test('NOTIFY without Contact', () => {
  expect(spoilt(/^NOTIFY/, /Contact/, 'X-Contact')).toContain('RFC 6665 4.2.2 NOTIFY without Contact: NOTIFY 1');
});

test('Expires longer than asked', () => {
  expect(spoilt(/^SIP\/2.0 200[^]*SUBSCRIBE/, /Expires: 600/, 'Expires: 601')).toContain(
    'RFC 6665 4.2.1.1 longer than asked: 200 to SUBSCRIBE',
  );
});

test('2xx to SUBSCRIBE without Contact', () => {
  expect(spoilt(/^SIP\/2.0 200[^]*SUBSCRIBE/, /Contact/, 'X-Contact')).toContain(
    'RFC 6665 4.2.1.2 2xx without Contact: 200 to SUBSCRIBE',
  );
});

test('489 without Allow-Events', () => {
  expect(spoilt(/^SIP\/2.0 489/, /Allow-Events/, 'X-Events')).toContain(
    'RFC 6665 7.2 489 without Allow-Events: 489 to SUBSCRIBE',
  );
});

test('PUBLISH answered without SIP-ETag', () => {
  expect(spoilt(/^SIP\/2.0 200[^]*PUBLISH/, /SIP-ETag/, 'X-ETag')).toContain(
    'RFC 3903 6 PUBLISH answered without SIP-ETag: 200 to PUBLISH',
  );
});
