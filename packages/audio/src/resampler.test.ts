import { describe, expect, test } from 'vitest';
import { levelDbfs } from './level.ts';
import { Resampler } from './resampler.ts';
import type { TelephonyRate } from './resampler.ts';
import { dominantFrequency, toneLevelDbfs } from './spectrum.ts';
import { sine } from './tones.ts';

const pairs: [TelephonyRate, TelephonyRate][] = [
  [8_000, 16_000],
  [8_000, 48_000],
  [16_000, 48_000],
  [48_000, 16_000],
  [48_000, 8_000],
  [16_000, 8_000],
];

/** What comes out for a sine, in frames of 20 ms, after the filter has filled. */
function through(from: TelephonyRate, to: TelephonyRate, frequencyHz: number): Int16Array {
  const resampler = new Resampler({ from, to });
  const input = sine({ sampleRate: from, frequencyHz, milliseconds: 600, levelDbfs: -6 });
  const out: number[] = [];
  for (let offset = 0; offset < input.length; offset += from / 50) {
    const frame = resampler.process(input.subarray(offset, offset + from / 50));
    expect(frame).toHaveLength(to / 50);
    out.push(...frame);
  }
  return Int16Array.from(out.slice(to / 10));
}

describe.each(pairs)('%d to %d Hz', (from, to) => {
  const lower = Math.min(from, to);

  test('the telephone band passes with less than 0.5 dB of change', () => {
    for (let share = 0.02; share <= 0.42; share += 0.04) {
      const frequencyHz = Math.round(share * lower);
      const out = through(from, to, frequencyHz);
      expect(dominantFrequency(out, to)?.frequencyHz).toBeCloseTo(frequencyHz, -0.5);
      expect(Math.abs(toneLevelDbfs(out, to, frequencyHz) + 6)).toBeLessThan(0.5);
    }
  });

  test('what does not belong is at least 58 dB down', () => {
    if (from > to) {
      // Everything from 0.55 of the lower rate up would fold into the band.
      for (let frequencyHz = 0.551 * to; frequencyHz < from / 2; frequencyHz += from / 97) {
        expect(levelDbfs(through(from, to, Math.round(frequencyHz)))).toBeLessThan(-64);
      }
      return;
    }
    for (let share = 0.05; share <= 0.42; share += 0.06) {
      // Images appear mirrored around multiples of the lower rate.
      const frequencyHz = Math.round(share * from);
      const out = through(from, to, frequencyHz);
      for (let multiple = from; multiple <= to / 2; multiple += from) {
        expect(toneLevelDbfs(out, to, multiple - frequencyHz)).toBeLessThan(-64);
        if (multiple + frequencyHz < to / 2) expect(toneLevelDbfs(out, to, multiple + frequencyHz)).toBeLessThan(-64);
      }
    }
  });
});

describe('Resampler', () => {
  test('the cut into frames does not matter', () => {
    const input = sine({ sampleRate: 8_000, frequencyHz: 432, milliseconds: 100 });
    const whole = new Resampler({ from: 8_000, to: 48_000 }).process(input);
    const pieces = new Resampler({ from: 8_000, to: 48_000 });
    const parts = [0, 3, 80, 81, 400, 800].map((start, index, starts) =>
      pieces.process(input.subarray(start, starts[index + 1])),
    );
    expect(Int16Array.from(parts.flatMap((part) => [...part]))).toEqual(whole);
    const down = new Resampler({ from: 48_000, to: 8_000 });
    const downParts = [0, 7, 480, 481, 4_000].map((start, index, starts) =>
      down.process(whole.subarray(start, starts[index + 1])),
    );
    expect(Int16Array.from(downParts.flatMap((part) => [...part]))).toEqual(
      new Resampler({ from: 48_000, to: 8_000 }).process(whole),
    );
  });

  test('equal rates copy, full scale is limited, the delay is a few milliseconds', () => {
    const input = Int16Array.of(1, 2, 3);
    expect(new Resampler({ from: 8_000, to: 8_000 }).process(input)).toEqual(input);
    const square = Int16Array.from({ length: 1_600 }, (_, index) => (index % 20 < 10 ? 32_767 : -32_768));
    const out = new Resampler({ from: 8_000, to: 16_000 }).process(square);
    expect(Math.max(...out)).toBe(32_767);
    expect(new Resampler({ from: 48_000, to: 8_000 }).delayMs).toBeLessThan(3);
  });
});
