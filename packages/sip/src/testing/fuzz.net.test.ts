/** The fuzz target for as long as a suite can spare, a minute in CI; by hand it runs for hours. */
import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { fuzzRound } from './fuzz-round.ts';
import { fuzzStreams } from './fuzz-streams.ts';
import { mutated } from './fuzz-mutate.ts';
import { seededRandom } from './simulated-network.ts';

const seconds = process.env['CI'] ? 60 : 10;

test(
  'mutated messages, random calls and streams cut anywhere find nothing',
  async () => {
    const { rounds, finds } = await fuzz({ seconds, seed: 20_260_301 });
    expect(finds).toEqual([]);
    expect(rounds).toBeGreaterThan(50);
  },
  seconds * 1_000 + 60_000,
);

/** Rounds to run again every time. Whoever finds something adds its seed here, with the fix. */
test.each([1, 77_000_001, 5_020_300])('round %i finds nothing', async (seed) => {
  expect([...(await fuzzRound(seed)), ...fuzzStreams(seed)]).toEqual([]);
});

test('what comes out of a stream is the same however the bytes are cut', () => {
  expect(Array.from({ length: 200 }, (_, seed) => fuzzStreams(seed)).flat()).toEqual([]);
});

test('mutations change most messages, and the same seed changes them the same way', () => {
  const message = Buffer.from('OPTIONS sip:x@127.0.0.2 SIP/2.0\r\nCSeq: 1 OPTIONS\r\nCall-ID: a\r\n\r\n');
  const spoil = (seed: number): string => Buffer.from(mutated(message, seededRandom(seed))).toString('latin1');
  const changed = Array.from({ length: 100 }, (_, seed) => spoil(seed)).filter((text) => text !== message.toString());
  expect(changed.length).toBeGreaterThan(70);
  expect(new Set(changed).size).toBeGreaterThan(60);
  expect(spoil(7)).toBe(spoil(7));
});
