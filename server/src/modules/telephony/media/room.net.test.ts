import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodecName, MediaRoom } from '../ports/media-plane.ts';
import { MediaCapacityError } from './capacity-error.ts';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 10_000, interval: 50 };
let board: Switchboard;

beforeEach(() => {
  board = Switchboard.open({ workers: 2 });
});
afterEach(() => board.close());

type Party = Awaited<ReturnType<Switchboard['connect']>>;

/** Which of the tones a phone hears now, louder than -35 dBFS. */
function hears(party: Party, ...tonesHz: number[]): number[] {
  return tonesHz.filter((hz) => party.phone.levelOf(hz) > -35);
}

async function roomOf(parties: Record<string, { codec?: CodecName; humHz?: number; near?: string }>) {
  const entries = Object.entries(parties);
  const joined: Record<string, Party> = {};
  const near = entries[0]?.[0] ?? '';
  let room: MediaRoom | null = null;
  for (const [legId, { codec = 'PCMA', humHz, near: beside = near }] of entries) {
    const hum = humHz === undefined ? {} : { humHz };
    const party = await board.connect(legId, [codec], { ...(legId === near ? {} : { near: beside }), ...hum });
    room ??= await board.plane.openRoom({ roomId: 'room', near });
    await room.join(legId);
    joined[legId] = party;
  }
  if (!room) throw new Error('nobody');
  return { room, ...joined } as { room: MediaRoom; ann: Party; bob: Party; eve: Party };
}

const tones = [400, 700, 1_100] as const;

describe('a room', () => {
  test('each party hears the others at their level and not itself; the codecs differ', async () => {
    const { ann, bob, eve } = await roomOf({
      ann: { codec: 'PCMA', humHz: 400 },
      bob: { codec: 'opus', humHz: 700 },
      eve: { codec: 'PCMU', humHz: 1_100 },
    });
    await expect.poll(() => hears(ann, ...tones), patience).toEqual([700, 1_100]);
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400, 1_100]);
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([400, 700]);
    // The level is that of a window which may still begin before the tone did.
    await expect.poll(() => eve.phone.levelOf(400), patience).toBeGreaterThan(-20);
    expect(eve.phone.levelOf(400)).toBeLessThan(-16);
    expect(ann.phone.levelOf(400)).toBeLessThan(-45);
    expect(await ann.leg.counters()).toMatchObject({ transcoded: true });
  });

  test('a party that is silent, muted, on hold or gone is not heard, and hears', async () => {
    const { room, ann, bob, eve } = await roomOf({ ann: { humHz: 400 }, bob: { humHz: 700 }, eve: {} });
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([400, 700]);
    await room.setMuted('ann', true);
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([700]);
    await expect.poll(() => hears(ann, ...tones), patience).toEqual([700]);
    await room.setMuted('ann', false);
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([400, 700]);
    await bob.phone.call(bob.leg, ['PCMA'], { direction: 'inactive' });
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([400]);
    await room.leave('ann');
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([]);
    expect(ann.leg.closed).toBe(false);
  });

  test('listen, whisper, barge: who hears whom is set per party', async () => {
    const { room, ann, bob, eve } = await roomOf({ ann: { humHz: 400 }, bob: { humHz: 700 }, eve: { humHz: 1_100 } });
    await room.setAudience('eve', []);
    await expect.poll(() => hears(ann, ...tones), patience).toEqual([700]);
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([400, 700]);
    await room.setAudience('eve', ['ann']);
    await expect.poll(() => hears(ann, ...tones), patience).toEqual([700, 1_100]);
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400]);
    await room.setAudience('eve', null);
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400, 1_100]);
  });

  test('a party of another thread is joined through a pipe', async () => {
    const { room, ann, bob } = await roomOf({ ann: { humHz: 400 }, bob: { humHz: 700, near: 'nobody' }, eve: {} });
    const perThread = board.plane.dump().workers.map(({ legs }) => legs);
    expect(perThread.toSorted((one, other) => one - other)).toEqual([2, 3]);
    await expect.poll(() => hears(ann, ...tones), patience).toEqual([700]);
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400]);
    await room.setMuted('bob', true);
    await expect.poll(() => hears(ann, ...tones), patience).toEqual([]);
    await bob.leg.close();
    await expect.poll(() => board.plane.dump().legs, patience).toBe(2);
  });

  test('a change of codec in the middle is followed', async () => {
    const { ann, bob } = await roomOf({ ann: { codec: 'opus', humHz: 400 }, bob: { humHz: 700 }, eve: {} });
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400]);
    await ann.phone.call(ann.leg, ['PCMU']);
    await expect.poll(() => ann.phone.heard.at(-1)!.packet.payload.length, patience).toBe(160);
    const changedAt = performance.now();
    await expect.poll(() => performance.now() - changedAt > 400, patience).toBe(true);
    expect([hears(ann, ...tones), hears(bob, ...tones)]).toEqual([[700], [400]]);
  });

  test('who speaks is told, loudest first', async () => {
    const { room, ann, bob } = await roomOf({ ann: { humHz: 400 }, bob: {}, eve: {} });
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400]);
    const told: (readonly string[])[] = [];
    room.onSpeakers((legIds) => told.push(legIds));
    ann.phone.quiet();
    await expect.poll(() => told.at(-1), patience).toEqual([]);
    ann.phone.hum(500);
    await expect.poll(() => told.at(-1), patience).toEqual(['ann']);
  });

  test('a prompt to one party is heard by that party alone; the room goes on', async () => {
    const { ann, bob } = await roomOf({ ann: { humHz: 400 }, bob: { humHz: 700 }, eve: {} });
    await bob.leg.play({ source: { kind: 'tone', tone: 'sine880' } });
    await expect.poll(() => hears(bob, 400, 880), patience).toEqual([880]);
    await expect.poll(() => hears(ann, 700, 880), patience).toEqual([700]);
    await bob.leg.stopPlaying();
    await expect.poll(() => hears(bob, 400, 880), patience).toEqual([400]);
  });

  test('a digit reaches its leg as an event and nobody as sound', async () => {
    const { ann, bob } = await roomOf({ ann: { humHz: 400 }, bob: {}, eve: {} });
    const digits: string[] = [];
    ann.leg.on('digit', (digit) => digits.push(digit));
    await expect.poll(() => hears(bob, ...tones), patience).toEqual([400]);
    ann.phone.press('5');
    await expect.poll(() => digits, patience).toEqual(['5']);
    expect(bob.phone.digitPackets).toEqual([]);
  });
});

describe('what a room is not', () => {
  test('a leg in a room and in a bridge: the last one counts', async () => {
    const { ann, bob, eve } = await roomOf({ ann: { humHz: 400 }, bob: { humHz: 700 }, eve: { humHz: 1_100 } });
    await board.plane.bridge('ann', 'bob');
    await expect.poll(() => [hears(ann, ...tones), hears(bob, ...tones)], patience).toEqual([[700], [400]]);
    await expect.poll(() => hears(eve, ...tones), patience).toEqual([]);
  });

  test('more than 50 parties are refused, and the 50 stay', async () => {
    await board.close();
    board = Switchboard.open({ workers: 1, ports: { min: 28_000, max: 28_199 } });
    const legs = await Promise.all(
      Array.from({ length: 51 }, (_, index) => board.plane.openLeg({ legId: `leg${index}`, transport: 'rtp' })),
    );
    const room = await board.plane.openRoom({ roomId: 'room' });
    const results = await Promise.allSettled(legs.map(({ legId }) => room.join(legId)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toEqual([expect.any(MediaCapacityError)]);
    await room.close();
    expect(board.plane.dump()).toMatchObject({ legs: 51, rooms: 0 });
  });

  test('a thread that dies ends its rooms and fails their parties, wherever they are', async () => {
    const { ann, bob } = await roomOf({ ann: {}, bob: { near: 'nobody' }, eve: {} });
    const failed: string[] = [];
    ann.leg.on('failed', () => failed.push('ann'));
    bob.leg.on('failed', () => failed.push('bob'));
    const roomThread = board.plane.dump().workers.find(({ legs }) => legs === 3);
    await board.plane.crashWorker(roomThread?.id ?? 0);
    await expect.poll(() => failed.toSorted(), patience).toEqual(['ann', 'bob']);
    expect(board.plane.dump().rooms).toBe(0);
  });
});
