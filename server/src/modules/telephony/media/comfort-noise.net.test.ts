import { levelDbfs } from '@carillon/audio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 10_000, interval: 50 };
let board: Switchboard;

beforeEach(() => {
  board = Switchboard.open();
});
afterEach(() => board.close());

async function pair(codecA: 'PCMA' | 'PCMU', codecB: 'PCMA' | 'PCMU') {
  const a = await board.connect('a', [codecA], { humHz: 440 });
  const b = await board.connect('b', [codecB], { near: 'a' });
  await board.plane.bridge('a', 'b');
  await expect.poll(() => b.phone.tone(), patience).toBe(440);
  return { a, b };
}

test('between two codecs a pause is filled with noise of the announced level, and nothing counts as lost', async () => {
  const { a, b } = await pair('PCMA', 'PCMU');
  a.phone.rest(40);
  await expect.poll(() => Math.round(levelDbfs(b.phone.listen(200)) / 4) * 4, patience).toBe(-36);
  await expect.poll(() => b.phone.tone(), patience).toBe(0);
  a.phone.hum(600);
  await expect.poll(() => b.phone.tone(), patience).toBe(600);
  expect((await a.leg.counters()).packetsLost).toBe(0);
});

test('between two phones of one codec it is passed on in its place', async () => {
  const { a, b } = await pair('PCMA', 'PCMA');
  const before = b.phone.digitPackets.length;
  a.phone.rest(40);
  await expect.poll(() => b.phone.digitPackets.length - before, patience).toBe(1);
  expect(b.phone.digitPackets.at(-1)).toMatchObject({ payloadType: 13 });
  expect([...b.phone.digitPackets.at(-1)!.payload]).toEqual([40]);
  expect((await a.leg.counters()).packetsLost).toBe(0);
});
