/** The simulated pair for tests: when the test is over, what both endpoints sent must not break any rule of the RFCs. */
import { expect, onTestFinished } from 'vitest';
import { createSimulatedPair as createPair } from './simulated-pair.ts';
import type { PairOptions, SimulatedPair } from './simulated-pair.ts';

export { ALICE, BOB, answerAll, establish, leftovers, nothingLeft, settled } from './simulated-pair.ts';
export type { SimulatedPair } from './simulated-pair.ts';

/** `excused` are beginnings of rules that this test makes an endpoint break, for instance by losing every ACK. */
export const createSimulatedPair = async (
  options: PairOptions = {},
  excused: readonly string[] = [],
): Promise<SimulatedPair> => {
  const pair = await createPair(options);
  onTestFinished(() => {
    const lines = pair.brokenRules().filter((line) => !excused.some((rule) => line.startsWith(rule)));
    expect(lines).toEqual([]);
  });
  return pair;
};
