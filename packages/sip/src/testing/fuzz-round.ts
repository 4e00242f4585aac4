/** One round of the fuzz target: a pair of endpoints, a hostile third party, some calls, and the judgement at the end. */
import { actOnCalls, newCalls, watchBob } from './fuzz-calls.ts';
import { fuzzCorpus } from './fuzz-corpus.ts';
import { mutated } from './fuzz-mutate.ts';
import { ALICE, BOB, createSimulatedPair, leftovers, nothingLeft, settled } from './simulated-pair.ts';
import type { SimulatedPair } from './simulated-pair.ts';
import { seededRandom } from './simulated-network.ts';

const MALLORY = '127.0.0.3';
const STEPS = 40;
/**
 * Rules that look at a response beside its request, or at who acknowledged, are no use here: of two different messages
 * with the same branch the network may have lost the first, and what is answered to garbage repeats garbage.
 */
const excused = [
  '8.1.1 unreadable',
  '8.2.6.2',
  '12.1.1 Record-Route',
  '12.2.1.1',
  '17.1.1.2 no ACK',
  '19.2',
  '20 header repeated',
  'RFC 3581',
];

/** What went wrong, in words. Tags and branches are drawn anew each time, so a seed gives nearly the same round again. */
export const fuzzRound = async (seed: number): Promise<string[]> => {
  const random = seededRandom(seed);
  const conditions = { loss: random() * 0.2, duplication: random() * 0.2, minDelayMs: 0, maxDelayMs: random() * 300 };
  const pair = await createSimulatedPair({ conditions, seed, transport: random() < 0.2 ? 'tcp' : 'udp' });
  const problems: string[] = [];
  const calls = newCalls(pair, random);
  watchBob(calls);
  const mallory = await pair.network.driver.bindUdp({
    address: MALLORY,
    port: 5060,
    reusePort: false,
    onDatagram: () => undefined,
  });
  const attack = (): void => {
    const { packets } = pair.network;
    const isCaptured = packets.length > 0 && random() < 0.6;
    const source = isCaptured
      ? packets[pick(random, packets.length)]!.bytes
      : fuzzCorpus[pick(random, fuzzCorpus.length)];
    if (source === undefined) return;
    mallory.send(mutated(source, random), 5060, random() < 0.5 ? ALICE : BOB, () => undefined);
  };
  try {
    for (let step = 0; step < STEPS; step += 1) {
      if (random() < 0.5) attack();
      else actOnCalls(calls);
      await pair.clock.advance(Math.floor(random() ** 3 * 4_000));
    }
    await endCalls(pair, calls);
    problems.push(...(await judge(pair)));
  } catch (error) {
    problems.push(`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return problems;
};

const pick = (random: () => number, length: number): number => Math.floor(random() * length);

/** Everybody hangs up, and the longest timers pass. */
const endCalls = async (pair: SimulatedPair, calls: ReturnType<typeof newCalls>): Promise<void> => {
  pair.network.conditions = { ...pair.network.conditions, loss: 0, duplication: 0 };
  calls.isOver = true;
  for (const call of calls.outgoing) call.cancel();
  for (const invite of calls.incoming) invite.reject(480);
  await pair.clock.advance(70_000);
  for (const endpoint of [pair.alice, pair.bob]) {
    await settled(pair.clock, Promise.all([...endpoint.sessions()].map((session) => session.bye())), 300_000);
  }
  // Sessions whose end has gone wait for nothing longer than a transaction and a session timer.
  await pair.clock.advance(200_000);
};

const judge = async (pair: SimulatedPair): Promise<string[]> => {
  const problems = pair.log.map((event) => `internal error: ${describe(event)}`);
  const left = leftovers(pair);
  for (const [what, count] of Object.entries(left)) {
    if (count !== nothingLeft[what]) problems.push(`left behind: ${what} ${count}`);
  }
  if (problems.some((line) => line.startsWith('left'))) {
    problems.push(JSON.stringify([pair.alice.dump(), pair.bob.dump()]));
  }
  problems.push(...pair.brokenRules().filter((line) => !excused.some((rule) => line.startsWith(rule))));
  const asked = pair.alice.request({ method: 'OPTIONS', uri: `sip:${BOB}`, from: '<sip:alice@example.com>' });
  const result = await settled(pair.clock, asked);
  if (result.kind !== 'response') problems.push(`Bob is dead: ${result.kind}`);
  await Promise.all([pair.alice.close(), pair.bob.close()]);
  return problems;
};

const describe = (event: unknown): string => {
  const { what, error } = event as { what?: string; error?: unknown };
  return `${what ?? ''} ${error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(event)}`;
};
