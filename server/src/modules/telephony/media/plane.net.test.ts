import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { MediaCapacityError } from './capacity-error.ts';
import { recordEvents, Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 15_000, interval: 50 };
let board: Switchboard;
afterEach(() => board.close());

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

test('parties in different threads hear each other, and a transfer between threads works', async () => {
  board = Switchboard.open({ workers: 2 });
  const a = await board.connect('a', ['PCMA'], { humHz: 440 });
  const b = await board.connect('b', ['opus'], { humHz: 880 });
  const c = await board.connect('c', ['PCMU'], { humHz: 660, near: 'b' });
  expect((await board.plane.health()).workers.map(({ legs }) => legs)).toEqual([1, 2]);
  await board.plane.bridge('a', 'b');
  await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
  a.phone.press('8');
  await expect.poll(() => b.phone.digitPackets.length, patience).toBeGreaterThan(0);
  await board.plane.bridge('c', 'a');
  await expect.poll(() => [a.phone.tone(), c.phone.tone()], patience).toEqual([660, 440]);
  await board.plane.unbridge('a');
  await expect.poll(() => [a.phone.packetsWithin(400), c.phone.packetsWithin(400)], patience).toEqual([0, 0]);
  expect(board.plane.dump().legs).toBe(3);
});

test('legs that will talk are put into the same thread', async () => {
  board = Switchboard.open({ workers: 3 });
  await board.connect('a', ['PCMA']);
  await board.connect('b', ['PCMA'], { near: 'a' });
  await board.connect('c', ['PCMA']);
  expect((await board.plane.health()).workers.map(({ legs }) => legs)).toEqual([2, 1, 0]);
});

test('a thread that dies ends its legs, and its ports and descriptors serve again', async () => {
  board = Switchboard.open({ workers: 1, ports: { min: 24_900, max: 24_903 } });
  const a = await board.connect('a', ['PCMA'], { humHz: 440 });
  const b = await board.connect('b', ['PCMA']);
  await board.plane.bridge('a', 'b');
  await expect.poll(() => b.phone.tone(), patience).toBe(440);
  const told = recordEvents(a.leg, 'failed');
  const before = openFiles();
  await board.plane.crashWorker(0);
  await expect.poll(() => told.length, patience).toBe(1);
  expect((await a.leg.close()).heard).toBe(false);
  await b.leg.close();
  expect(board.plane.dump()).toMatchObject({ legs: 0, leasedPorts: 0 });
  // Both pairs rest for three seconds, then the new thread binds them.
  const reopened = async () => {
    try {
      return (await board.plane.openLeg({ legId: 'c', transport: 'rtp' })).legId;
    } catch (error) {
      return (error as MediaCapacityError).reason;
    }
  };
  await expect.poll(reopened, { timeout: 8_000, interval: 200 }).toBe('c');
  expect(openFiles()).toBeLessThan(before + 4);
});

test('says that the ports are used up, and has them back after a close', async () => {
  board = Switchboard.open({ ports: { min: 24_910, max: 24_913 } });
  const a = await board.plane.openLeg({ legId: 'a', transport: 'rtp' });
  await board.plane.openLeg({ legId: 'b', transport: 'webrtc' });
  const refused = await board.plane.openLeg({ legId: 'c', transport: 'rtp' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(MediaCapacityError);
  expect((refused as MediaCapacityError).reason).toBe('ports_exhausted');
  await a.close();
  const again = () =>
    board.plane.openLeg({ legId: 'd', transport: 'rtp' }).then(
      () => 'open',
      () => 'refused',
    );
  await expect.poll(again, { timeout: 8_000, interval: 200 }).toBe('open');
});

test.each(['dgram', 'koffi'] as const)('a thousand legs leave nothing behind with %s', async (io) => {
  board = Switchboard.open({ io, ports: { min: 26_000, max: 29_999 } });
  await board.plane.health();
  const warm = await board.plane.openLeg({ legId: 'warm', transport: 'rtp' });
  await warm.close();
  const before = openFiles();
  for (let round = 0; round < 20; round += 1) {
    const legs = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        board.plane.openLeg({ legId: `${round}-${index}`, transport: index % 5 === 0 ? 'webrtc' : 'rtp' }),
      ),
    );
    await board.plane.bridge(`${round}-1`, `${round}-2`);
    await Promise.all(legs.map((leg) => leg.close()));
  }
  expect(board.plane.dump()).toMatchObject({ legs: 0, leasedPorts: 0, workers: [{ legs: 0, loadPercent: 0 }] });
  expect(openFiles()).toBeLessThanOrEqual(before + 2);
});

test('nothing heard for five seconds is told, told again, and told when it is over', async () => {
  board = Switchboard.open();
  const { leg, phone } = await board.connect('a', ['PCMA']);
  const told = recordEvents(leg, 'silence', 'ready');
  await expect.poll(() => told.length, patience).toBe(2);
  expect(told).toEqual([
    ['silence', 5],
    ['silence', 10],
  ]);
  phone.hum(440);
  await expect.poll(() => told.at(-1), patience).toEqual(['silence', 0]);
  expect(told.length).toBe(3);
});

test('a stranger who sends to a leg is not heard', async () => {
  board = Switchboard.open();
  const a = await board.connect('a', ['PCMA'], { humHz: 440 });
  const b = await board.connect('b', ['PCMA']);
  const stranger = await board.connect('stranger', ['PCMA']);
  await board.plane.bridge('a', 'b');
  await expect.poll(() => b.phone.tone(), patience).toBe(440);
  a.phone.quiet();
  stranger.phone.sendTo = a.phone.media!.remote!.rtp;
  stranger.phone.hum(880);
  await expect.poll(() => b.phone.packetsWithin(500), patience).toBe(0);
  const stop = performance.now() + 600;
  await expect.poll(() => performance.now() > stop, patience).toBe(true);
  expect(b.phone.packetsWithin(500)).toBe(0);
});

test('a closed leg says so to whoever uses it', async () => {
  board = Switchboard.open();
  const { leg } = await board.connect('a', ['PCMA']);
  const counters = await leg.close();
  expect(await leg.close()).toBe(counters);
  expect(leg.closed).toBe(true);
  await expect(leg.play({ source: { kind: 'tone', tone: 'busy' } })).rejects.toThrow('is closed');
});

test('a leg that closes while it is joined is no error, in one thread and in two', async () => {
  board = Switchboard.open({ workers: 2 });
  for (const near of ['a', undefined]) {
    const a = await board.connect('a', ['PCMA']);
    const b = await board.connect('b', ['PCMA'], near ? { near } : {});
    const joining = board.plane.bridge('a', 'b');
    await Promise.all([joining, b.leg.close()]);
    await a.leg.close();
    await expect.poll(() => board.plane.dump().legs, patience).toBe(0);
  }
});
