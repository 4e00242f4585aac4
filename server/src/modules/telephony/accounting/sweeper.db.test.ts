import { events } from '@carillon/api';
import { expect, test } from 'vitest';
import { operatorScope, sql } from '#platform/db';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/log';
import { createFakeClock } from '#test/clock';
import { testDatabase, type TestDatabase } from '#test/database';
import { newCall } from '../call/new-call.ts';
import { step } from '../call/step.ts';
import type { CallInput } from '../call/inputs.ts';
import type { Call } from '../call/types.ts';
import { judge } from '../failure/verdict.ts';
import { callEvent } from './call-events.ts';
import { createFactsConnection } from './facts-connection.ts';
import { createFactsStore } from './facts-store.ts';
import type { Fact } from './fact.ts';
import { createNodesStore } from './nodes-store.ts';
import { createRecordsStore } from './records-store.ts';
import { createSweeper } from './sweeper.ts';

const party = (userId: string | null, number: string) => ({ userId, name: number, number });

function ringingPlan(legId: string, userId: string) {
  const target = {
    legId,
    kind: 'desk_phone' as const,
    userId,
    name: 'B',
    number: '202',
    deviceId: null,
    deviceName: 'Desk',
    trunkId: null,
    transport: 'udp',
    address: { kind: 'none' as const },
  };
  return {
    stages: [{ targets: [target], ringSeconds: 30 }],
    verdict: judge({ kind: 'local', reason: 'no_device' }),
    announcement: { busy: null, other: null },
    to: party(userId, '202'),
    callerId: null,
    trace: [],
  };
}

/** The facts that a call wrote until its process died, as the actor would number them. */
function play(inputs: (legs: { caller: string; target: string }) => CallInput[]): { call: Call; facts: Fact[] } {
  const leg = {
    kind: 'desk_phone' as const,
    userId: newId(),
    name: 'A',
    number: '201',
    deviceId: null,
    deviceName: null,
    trunkId: null,
    transport: 'udp',
    sipCallId: 'x',
  };
  const caller = newId();
  const target = newId();
  const organizationId = newId();
  let atMs = Date.parse('2026-03-02T09:00:00Z');
  let call = newCall({
    id: newId(),
    organizationId,
    direction: 'internal',
    from: party(leg.userId, '201'),
    to: party(null, '202'),
    caller: { ...leg, id: caller },
    consultationFor: null,
    atMs,
  });
  const facts: Fact[] = [];
  for (const input of inputs({ caller, target })) {
    const before = call;
    const result = step(call, input, (atMs += 1_000));
    call = result.call;
    const { legs: _legs, ...rest } = call;
    for (const effect of result.effects) {
      if (effect.kind !== 'fact') continue;
      const whole = effect.fact === 'call_started' || effect.fact === 'call_ended';
      const data = { ...(effect.leg ? { leg: effect.leg } : {}), ...(whole ? { call: rest } : {}) };
      facts.push({
        callId: call.id,
        organizationId,
        sequence: facts.length,
        kind: effect.fact,
        legId: effect.leg?.id ?? null,
        atMs,
        data,
        event: callEvent(effect, { call, before, atMs }),
      });
    }
  }
  return { call, facts };
}

const answered = ({ target }: { target: string }): CallInput[] => [
  { kind: 'routed', plan: ringingPlan(target, newId()) },
  { kind: 'leg_ringing', legId: target },
  { kind: 'leg_accepted', legId: target },
];

function sweeperOf(db: TestDatabase, at = '2026-03-02T10:00:00Z') {
  const nodeId = newId();
  const clock = createFakeClock(at);
  const closed: Call[] = [];
  const sweeper = createSweeper({
    nodes: createNodesStore(db),
    records: createRecordsStore(db),
    clock,
    log: silentLogger(),
    nodeId,
    closed: (calls) => closed.push(...calls),
  });
  return { sweeper, closed, nodeId };
}

async function keep(db: TestDatabase, nodeId: string, facts: readonly Fact[]): Promise<void> {
  const connection = createFactsConnection(db.connection, silentLogger());
  await createFactsStore(connection, nodeId).insert(facts);
  await connection.close();
}

const count = async (db: TestDatabase, table: string) =>
  Number(
    (
      await db.read(operatorScope, (tx) =>
        sql<{ n: bigint }>`select count(*) as n from ${sql.table(table)}`.execute(tx),
      )
    ).rows[0]!.n,
  );
const read = async (db: TestDatabase, table: string) =>
  (await db.read(operatorScope, (tx) => sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(tx)))
    .rows;

test('a call whose process died in the middle gets its records, ended at the last sign of life', async () => {
  const db = await testDatabase();
  const dead = newId();
  const { call, facts } = play(answered);
  await createNodesStore(db).beat(dead, Temporal.Instant.from('2026-03-02T09:05:00Z'));
  await keep(db, dead, facts);
  const { sweeper, closed } = sweeperOf(db);
  expect(await sweeper.sweep()).toBe(1);
  const [row] = await read(db, 'calls');
  expect(row).toMatchObject({
    id: call.id,
    outcome: 'answered',
    hangupCause: 'process_lost',
    hungUpBy: 'system',
    talkSeconds: 297,
  });
  const records = await read(db, 'call_records');
  expect(records.map((record) => record['talkSeconds'])).toEqual([297, 297]);
  expect(closed.map(({ id }) => id)).toEqual([call.id]);
  expect(await count(db, 'call_owners')).toBe(0);
});

test('a call that only rang is a missed one, with the reason', async () => {
  const db = await testDatabase();
  const { facts } = play((legs) => answered(legs).slice(0, 2));
  await keep(db, newId(), facts);
  await sweeperOf(db).sweeper.sweep();
  expect((await read(db, 'calls'))[0]).toMatchObject({
    outcome: 'failed',
    failureTextKey: 'telephony.failure.process_lost',
  });
});

test('a call that had ended before the process died keeps its own end', async () => {
  const db = await testDatabase();
  const { facts } = play((legs) => [...answered(legs), { kind: 'leg_hung_up', legId: legs.target, cause: 'normal' }]);
  await keep(db, newId(), facts);
  await sweeperOf(db).sweeper.sweep();
  expect((await read(db, 'calls'))[0]).toMatchObject({ hangupCause: 'normal', hungUpBy: 'callee', talkSeconds: 1 });
});

test('two sweepers and the slow owner together write one set of records and one event', async () => {
  const db = await testDatabase();
  const { call, facts } = play((legs) => [
    ...answered(legs),
    { kind: 'leg_hung_up', legId: legs.target, cause: 'normal' },
  ]);
  await keep(db, newId(), facts);
  await Promise.all([
    sweeperOf(db).sweeper.sweep(),
    sweeperOf(db).sweeper.sweep(),
    createRecordsStore(db).insert([call]),
  ]);
  expect([await count(db, 'calls'), await count(db, 'call_records')]).toEqual([1, 2]);
  const events = (await read(db, 'outbox_event')).filter((event) => event['name'] === 'telephony.call.ended');
  expect(events).toHaveLength(1);
});

test('a crash tells the house once and in order: facts bring their events, the sweeper the end', async () => {
  const db = await testDatabase();
  const { call, facts } = play(answered);
  const dead = newId();
  await keep(db, dead, facts.slice(0, 3));
  // The answer of the database was lost, so the batch is written again.
  await keep(db, dead, facts);
  await sweeperOf(db).sweeper.sweep();
  await sweeperOf(db).sweeper.sweep();
  const told = (await read(db, 'outbox_event')).toSorted((one, other) =>
    Number((one['position'] as bigint) - (other['position'] as bigint)),
  );
  const names = ['telephony.call.started', 'telephony.call.answered', 'telephony.call.ended'] as const;
  expect(told.map((event) => event['name'])).toEqual(names);
  expect(told.map((event) => event['aggregateId'])).toEqual(names.map(() => call.id));
  for (const [index, name] of names.entries()) expect(() => events[name].parse(told[index]!['payload'])).not.toThrow();
});

test('calls of a living process, and one’s own, are left alone', async () => {
  const db = await testDatabase();
  const { sweeper, nodeId } = sweeperOf(db);
  const alive = newId();
  await createNodesStore(db).beat(alive, Temporal.Instant.from('2026-03-02T09:59:55Z'));
  await keep(db, alive, play(answered).facts);
  await keep(db, nodeId, play(answered).facts);
  expect(await sweeper.sweep()).toBe(0);
  expect(await count(db, 'call_owners')).toBe(2);
});
