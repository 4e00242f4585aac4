import type { ServerMessage, TopicData } from '@carillon/api';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { testApp } from '../../../test/app.ts';
import type { Actor } from '../actor.ts';
import { newId } from '../ids.ts';

const organizationId = newId();
const ana: Actor = { kind: 'user', userId: newId(), organizationId, role: 'user', name: 'Ana' };
const staff: Actor = { kind: 'staff', userId: newId(), name: 'Di' };
const members = (name: string) => ({ members: [{ name }] }) as unknown as TopicData<'team'>;

async function listening(snapshot: () => Promise<TopicData<'team'>> = async () => members('snapshot')) {
  const app = await testApp();
  app.http.setAuthenticator(async ({ headers }) =>
    headers.cookie === 'ana' ? ana : headers.cookie === 'staff' ? staff : null,
  );
  app.realtime.registerTopic('team', {
    keyFor: (actor) => ('organizationId' in actor ? actor.organizationId : null),
    snapshot,
  });
  const port = await app.http.listen('127.0.0.1', 0);
  return { app, url: `ws://127.0.0.1:${port}/api/v1/realtime` };
}

function connect(url: string, headers: Record<string, string> = { cookie: 'ana' }) {
  const socket = new WebSocket(url, { headers });
  onTestFinished(() => socket.terminate());
  const received: ServerMessage[] = [];
  socket.on('message', (data) => received.push(JSON.parse((data as Buffer).toString())));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const refused = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
    socket.on('error', () => {});
  });
  const opened = new Promise<void>((resolve) => socket.on('open', () => resolve()));
  const say = async (message: unknown) => {
    await opened;
    socket.send(JSON.stringify(message));
  };
  const next = (count: number) => vi.waitFor(() => (expect(received.length).toBeGreaterThanOrEqual(count), received));
  return { socket, received, closed, refused, opened, say, next };
}

const sequenceOf = (message: ServerMessage | undefined) => (message as { sequence: number }).sequence;
const nameOf = (message: ServerMessage | undefined) =>
  (message as unknown as { data: { members: { name: string }[] } }).data.members[0]!.name;

test('a subscription gets a snapshot, then each change under the next number', async () => {
  const { app, url } = await listening();
  const browser = connect(url);
  await browser.say({ type: 'subscribe', topic: 'team' });
  await browser.next(1);
  app.realtime.publish('team', organizationId, members('one'));
  app.realtime.publish('team', newId(), members('of strangers'));
  app.realtime.publish('team', organizationId, members('two'));
  const [snapshot, one, two] = await browser.next(3);
  expect([snapshot!.type, one!.type, two!.type]).toEqual(['snapshot', 'change', 'change']);
  expect([nameOf(one), nameOf(two)]).toEqual(['one', 'two']);
  expect([sequenceOf(one), sequenceOf(two)]).toEqual([sequenceOf(snapshot) + 1, sequenceOf(snapshot) + 2]);
});

test('who comes back gets only what was missed, also when it was missed entirely', async () => {
  const { app, url } = await listening();
  const browser = connect(url);
  await browser.say({ type: 'subscribe', topic: 'team' });
  const [snapshot] = await browser.next(1);
  browser.socket.close();
  await vi.waitFor(() => expect(app.realtime.connections).toBe(0));
  app.realtime.publish('team', organizationId, members('missed'));
  const again = connect(url);
  await again.say({ type: 'subscribe', topic: 'team', afterSequence: sequenceOf(snapshot) });
  const [missed] = await again.next(1);
  expect([missed!.type, nameOf(missed)]).toEqual(['change', 'missed']);
});

test('who missed more than is kept, or has numbers of an earlier server, gets a snapshot', async () => {
  const { app, url } = await listening();
  const browser = connect(url);
  await browser.say({ type: 'subscribe', topic: 'team' });
  const [snapshot] = await browser.next(1);
  for (let count = 0; count < 150; count += 1) app.realtime.publish('team', organizationId, members(`n${count}`));
  for (const afterSequence of [sequenceOf(snapshot), 3, sequenceOf(snapshot) + 9_999]) {
    const again = connect(url);
    await again.say({ type: 'subscribe', topic: 'team', afterSequence });
    expect((await again.next(1))[0]!.type).toBe('snapshot');
  }
});

test('a change during the loading of a snapshot comes after it', async () => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const { app, url } = await listening(async () => {
    asked.resolve();
    await gate.promise;
    return members('snapshot');
  });
  const browser = connect(url);
  await browser.say({ type: 'subscribe', topic: 'team' });
  await asked.promise;
  app.realtime.publish('team', organizationId, members('meanwhile'));
  gate.resolve();
  const [snapshot, change] = await browser.next(2);
  expect([snapshot!.type, nameOf(change)]).toEqual(['snapshot', 'meanwhile']);
});

test('strangers, other web sites and unknown addresses get no WebSocket', async () => {
  const { url } = await listening();
  expect(await connect(url, {}).refused).toBe(401);
  expect(await connect(url, { cookie: 'ana', origin: 'https://evil.example' }).refused).toBe(403);
  expect(await connect(url.replace('realtime', 'other')).refused).toBe(404);
});

test('topics that are unknown or not for this actor are refused; nonsense does no harm', async () => {
  const { url } = await listening();
  const browser = connect(url, { cookie: 'staff' });
  await browser.say({ type: 'subscribe', topic: 'team' });
  await browser.say({ type: 'subscribe', topic: '__proto__' });
  browser.socket.send('{{{');
  await browser.say({ type: 'ping' });
  expect(await browser.next(4)).toMatchObject([
    { type: 'refused', code: 'forbidden' },
    { type: 'refused', code: 'not_found' },
    { type: 'refused', code: 'invalid_request' },
    { type: 'pong' },
  ]);
});

test('a browser that floods us is cut off', async () => {
  const { url } = await listening();
  const browser = connect(url);
  await browser.opened;
  for (let count = 0; count < 100; count += 1) browser.socket.send('{"type":"ping"}');
  expect(await browser.closed).toBe(1008);
});

test('a browser that does not read is cut off before it fills our memory', async () => {
  const { app, url } = await listening();
  const browser = connect(url);
  await browser.say({ type: 'subscribe', topic: 'team' });
  await browser.next(1);
  browser.socket.pause();
  const large = members('x'.repeat(500_000));
  await vi.waitFor(
    () => {
      app.realtime.publish('team', organizationId, large);
      expect(app.realtime.connections).toBe(0);
    },
    { timeout: 10_000, interval: 5 },
  );
});

test('a browser that no longer answers is dropped after a missed heartbeat', async () => {
  const { app, url } = await listening();
  const browser = connect(url);
  await browser.opened;
  browser.socket.pause();
  await app.clock.advance(25_000);
  expect(app.realtime.connections).toBe(1);
  await app.clock.advance(25_000);
  await vi.waitFor(() => expect(app.realtime.connections).toBe(0));
});

test('the end of a session reaches all of its browsers; a stopping server says so', async () => {
  const { app, url } = await listening();
  const [first, second, other] = [connect(url), connect(url), connect(url, { cookie: 'staff' })];
  await Promise.all([first.opened, second.opened, other.opened]);
  app.realtime.dropActor(ana.userId);
  expect(await Promise.all([first.closed, second.closed])).toEqual([4401, 4401]);
  expect([first.received, second.received]).toEqual([[{ type: 'signed_out' }], [{ type: 'signed_out' }]]);
  app.realtime.stopping(5);
  expect(await other.closed).toBe(1012);
  expect(other.received).toEqual([{ type: 'server_stopping', restartExpectedSeconds: 5 }]);
});
