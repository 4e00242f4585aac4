import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, type Program } from '../program.ts';
import { allQuiet } from './support/api.ts';
import { seedBench } from './support/bench.ts';
import { openRows, type Rows } from './support/rows.ts';
import { talking, Telephone, type Account } from './support/telephone.ts';
import { until } from './support/waiting.ts';

type Row = Awaited<ReturnType<Rows['of']>>[number];

const callsUp = 20;
/** Two that only ring, two whose end and the death of the process are simultaneous. */
const ringing = 2;
const ending = 2;
const total = callsUp + ringing + ending;

describe('the death of the server', () => {
  let program: Program;
  let accounts: readonly Account[];
  let known: ReadonlySet<unknown>;
  const telephones: Telephone[] = [];

  beforeAll(async () => {
    program = await startProgram({ rtpPorts: '25800-26198' });
    // The running server has never heard of these: it finds them when they register.
    accounts = await seedBench(program);
  }, 120_000);
  afterAll(async () => {
    await program?.stop();
  });
  afterEach(async () => {
    await Promise.all(telephones.splice(0).map((telephone) => telephone.leave()));
  });

  async function telephonesOf(count: number, from = 0): Promise<Telephone[]> {
    const made = await Promise.all(
      accounts
        .slice(from, from + count)
        .map((account, index) => Telephone.registered(program.demo.sip, account, { toneHz: 400 + 20 * index })),
    );
    telephones.push(...made);
    return made;
  }

  const pairsOf = (all: readonly Telephone[]): [Telephone, Telephone][] =>
    Array.from({ length: all.length / 2 }, (_, index) => [all[2 * index]!, all[2 * index + 1]!]);

  async function connect([caller, callee]: readonly [Telephone, Telephone]): Promise<void> {
    const answered = callee.answer();
    await caller.call(callee.account.extension);
    await answered;
  }

  async function rows(table: string): Promise<readonly Row[]> {
    const open = await openRows(program);
    try {
      return await open.of(table);
    } finally {
      await open.close();
    }
  }
  const newCalls = async (): Promise<readonly Row[]> => (await rows('calls')).filter(({ id }) => !known.has(id));

  it('loses no record by kill -9 amid calls that talk, ring and end, and leaves nobody busy', async () => {
    known = new Set((await rows('calls')).map(({ id }) => id));
    const pairs = pairsOf(await telephonesOf(2 * total));
    const up = pairs.slice(0, callsUp);
    const rung = pairs.slice(callsUp, callsUp + ringing);
    const ended = pairs.slice(callsUp + ringing);
    await Promise.all([...up, ...ended].map(connect));
    const ringers = rung.map(async ([caller, callee]) => {
      caller.dial(callee.account.extension);
      (await callee.agent.nextCall(15_000)).ring();
    });
    await Promise.all(ringers);
    await until('a call in progress has sound', () => talking(...up[0]!));
    // Registrations are written behind, half a second late: a telephone lost in between registers again by itself.
    await until('registrations are stored', async () => (await rows('registrations')).length >= 2 * total);
    // The answer to BYE comes at once, the record a moment later: the process dies in between.
    await Promise.all(ended.map(([caller]) => caller.hangUp()));
    await program.kill();
    const diedAtMs = performance.now();

    await program.startAgain();
    const calls = await until(
      'every call is in the log',
      async () => {
        const found = await newCalls();
        return found.length >= total ? found : null;
      },
      40_000,
    );
    expect(performance.now() - diedAtMs).toBeLessThan(30_000 + 15_000);
    expect(calls).toHaveLength(total);
    const causes = Object.groupBy(calls, ({ hangupCause }) => String(hangupCause));
    const normal = causes['normal']?.length ?? 0;
    // Whether the end itself was still written is a matter of milliseconds; that the call is there is not.
    expect(normal).toBeLessThanOrEqual(ending);
    expect(causes['process_lost'] ?? []).toHaveLength(total - normal);
    const answered = calls.filter(({ answeredAt }) => answeredAt !== null);
    expect(answered).toHaveLength(callsUp + ending);
    await expectWholeRecords(calls);
    await expectNobodyBusy(up);
  }, 90_000);

  it('ends calls in order when it is asked to stop, with their records', async () => {
    const before = await newCalls();
    const pairs = pairsOf(await telephonesOf(10, 2 * total));
    await Promise.all(pairs.map(connect));
    expect(await program.terminate()).toBe(0);
    await until('every telephone was told', () => pairs.flat().every(({ session }) => session === null));
    await program.startAgain();
    const old = new Set(before.map(({ id }) => id));
    const calls = (await newCalls()).filter(({ id }) => !old.has(id));
    expect(calls.map(({ hangupCause }) => hangupCause)).toEqual(pairs.map(() => 'server_stopping'));
    await expectWholeRecords(calls);
  }, 60_000);

  /** A call has two legs here, each with one record, and the house hears of its end once. */
  async function expectWholeRecords(calls: readonly Row[]): Promise<void> {
    const ids = new Set(calls.map(({ id }) => id));
    const [legs, records, owners, events] = [
      await rows('call_legs'),
      await rows('call_records'),
      await rows('call_owners'),
      await rows('outbox_event'),
    ];
    const ofTheseCalls = legs.filter(({ callId }) => ids.has(callId));
    expect(ofTheseCalls).toHaveLength(2 * calls.length);
    expect(
      sorted(
        records.filter(({ callId }) => ids.has(callId)),
        'legId',
      ),
    ).toEqual(sorted(ofTheseCalls, 'id'));
    for (const row of [...calls, ...ofTheseCalls]) expect(row['endedAt']).not.toBeNull();
    expect(owners.filter(({ callId }) => ids.has(callId))).toEqual([]);
    const told = events.filter(({ name, aggregateId }) => name === 'telephony.call.ended' && ids.has(aggregateId));
    expect(sorted(told, 'aggregateId')).toEqual(sorted(calls, 'id'));
  }

  /** The same people call each other again. Their telephones did not notice that the server was away. */
  async function expectNobodyBusy(pairs: readonly (readonly [Telephone, Telephone])[]): Promise<void> {
    await Promise.all(pairs.map(connect));
    await until('the new calls have sound', () => pairs.slice(0, 3).every((pair) => talking(...pair)));
    await Promise.all(pairs.map(([caller]) => caller.hangUp()));
    await allQuiet(program);
  }
});

const sorted = (rows: readonly Row[], column: string): string[] =>
  rows.map((row) => String(row[column])).toSorted((one, other) => one.localeCompare(other));
