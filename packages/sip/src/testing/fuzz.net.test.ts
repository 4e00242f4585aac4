/** The fuzz target for as long as a suite can spare; by hand it runs for hours. */
import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { mutated } from './fuzz-mutate.ts';
import { seededRandom } from './simulated-network.ts';

test('ten seconds of mutated messages and random calls find nothing', async () => {
  const { rounds, finds } = await fuzz({ seconds: 10, seed: 20_260_301 });
  expect(finds).toEqual([]);
  expect(rounds).toBeGreaterThan(50);
}, 60_000);

test('mutations change most messages, and the same seed changes them the same way', () => {
  const message = Buffer.from('OPTIONS sip:x@127.0.0.2 SIP/2.0\r\nCSeq: 1 OPTIONS\r\nCall-ID: a\r\n\r\n');
  const spoil = (seed: number): string => Buffer.from(mutated(message, seededRandom(seed))).toString('latin1');
  const changed = Array.from({ length: 100 }, (_, seed) => spoil(seed)).filter((text) => text !== message.toString());
  expect(changed.length).toBeGreaterThan(70);
  expect(new Set(changed).size).toBeGreaterThan(60);
  expect(spoil(7)).toBe(spoil(7));
});
