import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { levelDbfs, parseWav, toneLevelDbfs } from '@carillon/audio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Switchboard } from './testing/switchboard.ts';

const patience = { timeout: 10_000, interval: 50 };
let board: Switchboard;
let folder = '';

beforeEach(async () => {
  board = Switchboard.open();
  folder = await mkdtemp(join(tmpdir(), 'carillon-recording-'));
});
afterEach(async () => {
  await board.close();
  await rm(folder, { recursive: true });
});

/** What is on file, also while it is being written. */
async function channels(path: string): Promise<{ left: Int16Array; right: Int16Array; seconds: number }> {
  const wav = parseWav(await readFile(path));
  if (wav.kind !== 'wav' || wav.channels !== 2) throw new Error('no recording of two channels');
  const pick = (which: 0 | 1) =>
    Int16Array.from({ length: wav.samples.length / 2 }, (_, index) => wav.samples[index * 2 + which]!);
  return { left: pick(0), right: pick(1), seconds: wav.samples.length / 16_000 };
}

/** Which of the tones the last half second of a channel has. */
function tonesIn(pcm: Int16Array, ...tonesHz: number[]): number[] {
  const end = pcm.subarray(-4_000);
  return tonesHz.filter((hz) => end.length === 4_000 && toneLevelDbfs(end, 8_000, hz) > -30);
}

async function talking(codecA: 'PCMA' | 'opus' = 'PCMA', codecB: 'PCMA' | 'PCMU' = 'PCMA') {
  const a = await board.connect('a', [codecA], { humHz: 440 });
  const b = await board.connect('b', [codecB], { humHz: 880, near: 'a' });
  await board.plane.bridge('a', 'b');
  await expect.poll(() => [a.phone.tone(), b.phone.tone()], patience).toEqual([880, 440]);
  const path = join(folder, 'call.wav');
  const recording = await board.plane.record({ legId: 'a', path });
  const heardLately = async () => {
    const { left, right } = await channels(path);
    return [tonesIn(left, 440, 880), tonesIn(right, 440, 880)];
  };
  return { a, b, path, recording, heardLately };
}

describe('a recording', () => {
  test.each([
    ['relayed', 'PCMA', 'PCMA'],
    ['transcoded', 'opus', 'PCMU'],
  ] as const)(
    '%s: left is the party, right what it hears, readable while it happens, as long as the time',
    async (_name, codecA, codecB) => {
      const { path, recording, heardLately } = await talking(codecA, codecB);
      const startedMs = performance.now();
      await expect.poll(heardLately, patience).toEqual([[440], [880]]);
      await expect.poll(async () => (await channels(path)).seconds, patience).toBeGreaterThan(2);
      const elapsedMs = performance.now() - startedMs;
      const result = await recording.stop();
      expect(result).toMatchObject({ isWhole: true, failure: null });
      expect(Math.abs(result.durationMs - elapsedMs)).toBeLessThan(400);
      const { left, right, seconds } = await channels(path);
      expect(seconds * 1_000).toBe(result.durationMs);
      expect([tonesIn(left, 440, 880), tonesIn(right, 440, 880)]).toEqual([[440], [880]]);
      expect((await readFile(path)).length).toBe(result.bytes);
      expect(await recording.stop()).toEqual(result);
    },
  );

  test('paused it is silent and goes on counting; prompts and holds are on it', async () => {
    const { a, b, path, recording, heardLately } = await talking();
    await expect.poll(heardLately, patience).toEqual([[440], [880]]);
    await recording.pause();
    await expect.poll(heardLately, patience).toEqual([[], []]);
    const { left } = await channels(path);
    expect(levelDbfs(left.subarray(-2_000))).toBe(-120);
    await recording.resume();
    await expect.poll(heardLately, patience).toEqual([[440], [880]]);
    b.phone.hum(1_500);
    await a.leg.play({ source: { kind: 'tone', tone: 'sine880' } });
    await expect.poll(heardLately, patience).toEqual([[440], [880]]);
    await a.leg.stopPlaying();
    await a.phone.call(a.leg, ['PCMA'], { direction: 'inactive' });
    await expect.poll(heardLately, patience).toEqual([[], []]);
    expect(await recording.stop()).toMatchObject({ isWhole: true });
  });

  test('a change of codec in the middle is followed', async () => {
    const { a, recording, heardLately } = await talking('opus');
    await expect.poll(heardLately, patience).toEqual([[440], [880]]);
    await a.phone.call(a.leg, ['PCMA']);
    a.phone.hum(880);
    await expect.poll(heardLately, patience).toEqual([[880], [880]]);
    expect(await recording.stop()).toMatchObject({ isWhole: true });
  });

  test('ends with its leg; the result is there afterwards', async () => {
    const { a, path, recording, heardLately } = await talking();
    await expect.poll(heardLately, patience).toEqual([[440], [880]]);
    await a.leg.close();
    const result = await recording.stop();
    expect(result).toMatchObject({ isWhole: true });
    expect((await channels(path)).seconds * 1_000).toBe(result.durationMs);
    await expect(recording.pause()).rejects.toThrow('stopped');
  });

  test('of a thread that dies plays as far as it was written', async () => {
    const { path, recording, heardLately } = await talking();
    await expect.poll(heardLately, patience).toEqual([[440], [880]]);
    await board.plane.crashWorker(0);
    const result = await recording.stop();
    expect(result).toMatchObject({ isWhole: false, failure: 'the media thread died' });
    expect((await channels(path)).seconds * 1_000).toBe(result.durationMs);
    expect(result.durationMs).toBeGreaterThan(400);
  });

  test('where no file can be made, nothing is recorded and the call goes on', async () => {
    const { b } = await talking();
    await expect(board.plane.record({ legId: 'a', path: join(folder, 'none', 'x.wav') })).rejects.toThrow('ENOENT');
    await expect(board.plane.record({ legId: 'a', path: join(folder, 'call.wav') })).rejects.toThrow('EEXIST');
    expect(b.phone.tone()).toBe(440);
  });
});
