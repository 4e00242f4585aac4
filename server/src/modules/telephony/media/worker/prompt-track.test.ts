import { decodeAlaw, dominantFrequency, sine } from '@carillon/audio';
import { expect, test, vi } from 'vitest';
import { createFrameDecoder } from './frame-codec.ts';
import { promptTrack, PromptTrack } from './prompt-track.ts';

const tone = sine({ sampleRate: 8_000, frequencyHz: 600, milliseconds: 210, levelDbfs: -12 });

async function ready(track: PromptTrack): Promise<PromptTrack> {
  await vi.waitFor(() => expect(track.at(0)).not.toBeNull());
  return track;
}

test('every listener gets the same bytes, whenever they begin', async () => {
  const track = await ready(new PromptTrack(tone, 'PCMA'));
  const first = Array.from({ length: 11 }, (_, index) => track.at(index));
  const second = Array.from({ length: 11 }, (_, index) => track.at(index));
  expect(second.every((payload, index) => payload === first[index])).toBe(true);
  expect(track.at(11)).toBeNull();
  const heard = Int16Array.from(first.flatMap((payload) => [...decodeAlaw(payload ?? new Uint8Array())]));
  expect(heard.length).toBe(11 * 160);
  expect(dominantFrequency(heard, 8_000)?.frequencyHz).toBeCloseTo(600, 0);
  // The rest of the last frame.
  expect([...heard.subarray(1_680)].every((sample) => Math.abs(sample) <= 8)).toBe(true);
});

test('a late listener of a codec with memory hears the sound too', async () => {
  const track = await ready(new PromptTrack(tone, 'opus'));
  for (let index = 0; index < 11; index += 1) track.at(index);
  const decoder = await createFrameDecoder('opus');
  const frames = Array.from({ length: 10 }, (_, index) => [...decoder.decode(track.at(index)!)]);
  decoder.close();
  expect(dominantFrequency(Int16Array.from(frames.slice(2).flat()), 8_000)?.frequencyHz).toBeCloseTo(600, -0.5);
});

test('a sound is read once for each codec', () => {
  const load = vi.fn(() => tone);
  const [one, again] = [promptTrack('x', 'PCMU', load), promptTrack('x', 'PCMU', load)];
  expect(again).toBe(one);
  expect(promptTrack('x', 'PCMA', load)).not.toBe(one);
  expect(load).toHaveBeenCalledTimes(2);
});
