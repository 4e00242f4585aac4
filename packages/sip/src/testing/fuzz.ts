/**
 * Shakes whole endpoints: mutated torture messages, mutated messages of live calls, and random sequences of what a user
 * of the stack can do, over a bad network, all on a fake clock and from one seed. Tags and branches
 * are random all the same: a find is nearly always found again by its round, not always.
 *
 *     node packages/sip/src/testing/fuzz.ts --seconds 3600 --seed 1
 *
 * One line for each find, with the seed of its round; ends with 1 when there was one. `--round <seed>` runs one round.
 */
import { parseArgs } from 'node:util';
import { fuzzRound } from './fuzz-round.ts';
import { fuzzStreams } from './fuzz-streams.ts';

export type FuzzReport = { readonly rounds: number; readonly finds: readonly string[] };

/** Runs rounds until the time is over; `seconds` are of the wall clock, as the rounds run on fake ones. */
export const fuzz = async (options: {
  readonly seconds: number;
  readonly seed: number;
  readonly onFind?: (line: string) => void;
}): Promise<FuzzReport> => {
  const end = performance.now() + options.seconds * 1_000;
  const finds: string[] = [];
  let rounds = 0;
  while (performance.now() < end) {
    const seed = options.seed + rounds;
    rounds += 1;
    for (const problem of [...(await fuzzRound(seed)), ...fuzzStreams(seed)]) {
      const line = `round ${seed}: ${problem}`;
      finds.push(line);
      options.onFind?.(line);
    }
  }
  return { rounds, finds };
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
      round: { type: 'string' },
    },
  });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  if (values.round !== undefined) {
    const problems = [...(await fuzzRound(Number(values.round))), ...fuzzStreams(Number(values.round))];
    problems.forEach(print);
    process.exitCode = problems.length === 0 ? 0 : 1;
    return;
  }
  const seed = Number(values.seed);
  print(`seed ${seed}, ${values.seconds} s`);
  const { rounds, finds } = await fuzz({ seconds: Number(values.seconds), seed, onFind: print });
  print(`${rounds} rounds, ${finds.length} finds`);
  process.exitCode = finds.length === 0 ? 0 : 1;
};

if (import.meta.main) await main();
