import { describe, expect, test } from 'vitest';
import { measureSpeech } from '../testing/speech-quality.ts';

/** Measured (bench/speech.ts) and a quarter more: distance in dB. Without Opus' FEC, or with silence, it is far above. */
const bounds = [
  { codec: 'PCMA', lossPercent: 1, jitterMs: 0, most: 0.2 },
  { codec: 'PCMA', lossPercent: 3, jitterMs: 40, most: 0.45 },
  { codec: 'PCMA', lossPercent: 5, jitterMs: 40, most: 0.52 },
  { codec: 'G722', lossPercent: 3, jitterMs: 40, most: 1.05 },
  { codec: 'G722', lossPercent: 5, jitterMs: 40, most: 1.3 },
  { codec: 'opus', lossPercent: 3, jitterMs: 40, most: 0.48 },
  { codec: 'opus', lossPercent: 5, jitterMs: 40, most: 0.7 },
] as const;

describe('speech after a bad network', () => {
  test.each(bounds)('$codec, $lossPercent % lost, $jitterMs ms of jitter', async ({ codec, most, ...network }) => {
    const { distanceDb, concealedPercent } = await measureSpeech(codec, network);
    expect(distanceDb).toBeLessThan(most);
    expect(distanceDb).toBeGreaterThan(0);
    // The last frames of the sound have no successor either.
    expect(concealedPercent).toBeLessThan(network.lossPercent * 1.35 + 2);
  });

  test('40 ms of jitter alone do no harm', async () => {
    const { distanceDb, concealedPercent } = await measureSpeech('PCMA', { lossPercent: 0, jitterMs: 40 });
    expect(distanceDb).toBeLessThan(0.02);
    expect(concealedPercent).toBeLessThan(2);
  });
});
