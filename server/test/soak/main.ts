/**
 * A long run against the whole program on real sockets: calls with sound, holds, transfers, registrations, wrong
 * passwords, cut connections and noise, several at once. At the end transactions, dialogs, media ports, timers and heap
 * must be back where they began, and every call must have its record.
 *
 *     npm run soak -- --minutes 10 --seed 1
 */
import { parseArgs } from 'node:util';
import { metric } from '../interop/support/api.ts';
import { Telephone } from '../interop/support/telephone.ts';
import { until } from '../interop/support/waiting.ts';
import { startProgram, type Program } from '../program.ts';
import { acts, type Crew } from './acts.ts';
import { heapAfterCollection } from './inspector.ts';

const inspectorPort = 18_159;
const rtpPorts = '28400-28998';
const progressMs = 30_000;
/** Telephones register for five minutes. */
const refreshMs = 120_000;
/** Caches fill up to their bounds; more than this is a leak. */
const mostGrownHeapBytes = 24 * 1024 * 1024;

const watched = {
  carillon_calls_in_progress: 0,
  carillon_call_facts_waiting: 0,
  carillon_call_records_waiting: 0,
  carillon_sip_dialogs: 0,
  carillon_media_legs: 0,
  carillon_sip_internal_errors: 0,
} as const;

type Tally = { readonly done: Map<string, number>; readonly problems: string[]; calls: number };

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Telephones of the demonstration, three by three. */
async function openCrews(program: Program): Promise<Crew[]> {
  const users = program.demo.organizations.flatMap((organization) => {
    const { length } = organization.users;
    return organization.users.slice(0, length - (length % 3));
  });
  const telephones = await Promise.all(
    users.map((user, index) => Telephone.registered(program.demo.sip, user, { toneHz: 400 + (index % 12) * 150 })),
  );
  return Array.from({ length: telephones.length / 3 }, (_, index) => {
    const [one, other, third] = telephones.slice(index * 3, index * 3 + 3);
    return { one: one!, other: other!, third: third! };
  });
}

/** One crew, act after act, until the time is over. */
async function work(program: Program, crew: Crew, run: { endMs: number; random: () => number; tally: Tally }) {
  const { endMs, random, tally } = run;
  let registeredMs = performance.now();
  while (performance.now() < endMs && program.isAlive()) {
    if (performance.now() - registeredMs > refreshMs) {
      registeredMs = performance.now();
      await Promise.all([crew.one, crew.other, crew.third].map((telephone) => telephone.register()));
    }
    const [name, act] = acts[Math.floor(random() * acts.length)]!;
    try {
      const { calls } = await act(program, crew, random);
      tally.calls += calls;
      tally.done.set(name, (tally.done.get(name) ?? 0) + 1);
    } catch (error) {
      const text = `${name}: ${error instanceof Error ? error.message : String(error)}`;
      // Shed while the machine was too busy: refused as it should be.
      if (text.endsWith(': 503'))
        tally.done.set('refused by overload', (tally.done.get('refused by overload') ?? 0) + 1);
      else tally.problems.push(text);
      // What it began is ended.
      await Promise.all(
        [crew.one, crew.other, crew.third].map((telephone) => telephone.hangUp().catch(() => undefined)),
      );
      await crew.one.register().catch(() => undefined);
    }
  }
}

async function transactionsAndLegs(program: Program): Promise<string> {
  const names = [...Object.keys(watched), 'carillon_sip_transactions', 'process_resident_memory_bytes'];
  const values = await Promise.all(names.map((name) => metric(program, name)));
  return names.map((name, index) => `${name.replace('carillon_', '')} ${values[index]}`).join('  ');
}

/** Everything that must be back at its start. */
async function judge(program: Program, before: { heap: number }, tally: Tally): Promise<string[]> {
  const problems: string[] = [];
  const settled = async (name: string, most: number): Promise<void> => {
    await until(`${name} is back to ${most}`, async () => (await metric(program, name)) <= most, 90_000).catch(
      (error: unknown) => problems.push(String(error)),
    );
  };
  for (const [name, value] of Object.entries(watched)) await settled(name, value);
  // The sandbox carrier is asked every 30 s whether it lives.
  await settled('carillon_sip_transactions', 2);
  const grown = (await heapAfterCollection(inspectorPort)) - before.heap;
  print(`heap after collection: ${mebibytes(before.heap)} MiB at the start, ${mebibytes(grown)} MiB more at the end`);
  if (grown > mostGrownHeapBytes) problems.push(`the heap grew by ${mebibytes(grown)} MiB`);
  const records = await countRecords(program);
  print(`calls: ${tally.calls} made, ${records} in the log`);
  if (records < tally.calls) problems.push(`${tally.calls - records} calls have no record`);
  problems.push(...program.errors().map((line) => `the program logged an error: ${line}`));
  return problems;
}

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

let since = '';
async function countRecords(program: Program): Promise<number> {
  let count = 0;
  for (const { apiKey } of program.demo.organizations) {
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `from=${encodeURIComponent(since)}&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const headers = { authorization: `Bearer ${apiKey}` };
      const answer = await fetch(`http://127.0.0.1:${program.httpPort}/api/v1/calls?${query}`, { headers });
      const page = (await answer.json()) as { items: unknown[]; nextCursor: string | null };
      count += page.items.length;
      cursor = page.nextCursor;
    }
  }
  return count;
}

/** mulberry32: small, and good enough to choose acts. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
  });
  const minutes = Number(values.minutes);
  const settings = { NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}` };
  const program = await startProgram({ rtpPorts, settings });
  since = new Date().toISOString();
  const crews = await openCrews(program);
  print(`${crews.length} crews of three telephones for ${minutes} minutes, seed ${values.seed}`);
  const before = { heap: await heapAfterCollection(inspectorPort) };
  const tally: Tally = { done: new Map(), problems: [], calls: 0 };
  const endMs = performance.now() + minutes * 60_000;
  const progress = setInterval(() => {
    const left = Math.max(0, Math.round((endMs - performance.now()) / 1000));
    const done = [...tally.done].map(([name, count]) => `${name} ${count}`).join(', ');
    void transactionsAndLegs(program).then(
      (line) => print(`${left} s left: ${done}\n  ${line}`),
      () => undefined,
    );
  }, progressMs);
  const random = seededRandom(Number(values.seed));
  await Promise.all(crews.map((crew) => work(program, crew, { endMs, random, tally })));
  clearInterval(progress);
  for (const { one, other, third } of crews) await Promise.all([one, other, third].map((each) => each.close()));
  const problems = [...tally.problems, ...(await judge(program, before, tally))];
  await program.stop();
  problems.forEach((line) => print(`PROBLEM ${line}`));
  print(problems.length === 0 ? 'everything is back where it began' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

await main();
