import { expect, test } from 'vitest';
import type { MediaCounters } from '@carillon/api';
import { rateInterval, worseQuality } from './quality.ts';

const counters = (packetsReceived: number, packetsLost: number, codec: string | null = 'PCMA'): MediaCounters => ({
  codec,
  transcoded: false,
  packetsReceived,
  packetsSent: 0,
  packetsLost,
  jitterMs: 0,
  roundTripMs: 20,
  mos: null,
  heard: true,
});

test.each([
  [0, 'good'],
  [2, 'good'],
  [8, 'fair'],
  [30, 'poor'],
])('%i of 200 packets lost within the interval: %s', (lost, quality) => {
  expect(rateInterval(counters(1_000, 50), counters(1_200 - lost, 50 + lost))).toBe(quality);
});

test('only the interval counts, and nothing heard is nothing said', () => {
  expect(rateInterval(counters(1_000, 500), counters(1_200, 500))).toBe('good');
  expect(rateInterval(counters(1_000, 500), counters(1_000, 500))).toBeNull();
  expect(rateInterval(counters(0, 0, null), counters(100, 0, null))).toBeNull();
});

test('the worse direction is shown', () => {
  expect(worseQuality('good', 'poor')).toBe('poor');
  expect(worseQuality('no_media', 'fair')).toBe('no_media');
});
