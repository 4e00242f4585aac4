import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { createFakeClock } from '../../test/clock.ts';
import { testDatabase, type TestDatabase } from '../../test/database.ts';
import { operatorScope, organizationScope } from './db.ts';
import { newId } from './ids.ts';
import { silentLogger } from './log.ts';
import { createOutbox, publish } from './outbox.ts';
import { nextDueAt } from './outbox/store.ts';

const at = '2026-01-05T09:00:00Z';
const organizationId = newId();

async function setUp(db?: TestDatabase) {
  const database = db ?? (await testDatabase({ poolSize: 8 }));
  const clock = createFakeClock();
  const outbox = createOutbox({ db: database, clock, log: silentLogger() });
  return { db: database, clock, outbox };
}

/** Tells that a user changed, in a transaction of the user's organization, as modules do. */
const tell = (db: TestDatabase, userId: string) =>
  db.transaction(organizationScope(organizationId), (tx) =>
    publish(tx, 'identity.user.changed', userId, { organizationId, userId, at }),
  );

test('an event of a rolled back transaction never existed', async () => {
  const { db, outbox } = await setUp();
  const seen: string[] = [];
  outbox.subscribe('test', 'identity.user.changed', async (event) => void seen.push(event.payload.userId));
  await outbox.drain();
  const failing = db.transaction(organizationScope(organizationId), async (tx) => {
    const userId = newId();
    await publish(tx, 'identity.user.changed', userId, { organizationId, userId, at });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await outbox.drain();
  expect(seen).toEqual([]);
});

test('a payload that breaks its schema is refused before it is written', async () => {
  const { db } = await setUp();
  await expect(tell(db, 'not an id')).rejects.toThrow();
});

test('an organization can add events but not read those of others', async () => {
  const { db } = await setUp();
  await tell(db, newId());
  const read = db.read(organizationScope(organizationId), (tx) => sql`select * from outbox_event`.execute(tx));
  await expect(read).rejects.toThrow('permission denied');
});

test('a process that dies between commit and delivery loses nothing', async () => {
  const first = await setUp();
  first.outbox.subscribe('test', 'identity.user.changed', async () => {});
  await first.outbox.drain();
  const userId = newId();
  await tell(first.db, userId);

  const second = await setUp(first.db);
  const seen: string[] = [];
  second.outbox.subscribe('test', 'identity.user.changed', async (event) => void seen.push(event.payload.userId));
  await second.outbox.drain();
  expect(seen).toEqual([userId]);
});

test('two processes deliver each event once, and each aggregate in order', async () => {
  const first = await setUp();
  const second = await setUp(first.db);
  const seen: string[] = [];
  for (const { outbox } of [first, second]) {
    outbox.subscribe('test', 'identity.user.changed', async (event, tx) => {
      await sql`select pg_sleep(0.001)`.execute(tx);
      seen.push(`${event.aggregateId} ${event.id}`);
    });
    await outbox.drain();
  }
  const users = [newId(), newId(), newId()];
  const told: string[] = [];
  for (let index = 0; index < 30; index += 1) {
    const userId = users[index % 3]!;
    told.push(`${userId} ${await tell(first.db, userId)}`);
  }
  await Promise.all([first.outbox.drain(), second.outbox.drain()]);
  await first.outbox.drain();
  expect(seen.toSorted()).toEqual(told.toSorted());
  for (const userId of users) {
    const of = (list: string[]) => list.filter((entry) => entry.startsWith(userId));
    expect(of(seen)).toEqual(of(told));
  }
});

test('what a failed handler wrote is undone, what a successful one wrote is kept with the delivery', async () => {
  const { db, clock, outbox } = await setUp();
  let fail = true;
  outbox.subscribe('test', 'identity.user.changed', async (event, tx) => {
    await sql`insert into outbox_consumer (consumer, name) values ('written', ${event.id})`.execute(tx);
    if (fail) throw new Error('first try fails');
  });
  await outbox.drain();
  await tell(db, newId());
  const written = () =>
    db.read(
      operatorScope,
      async (tx) => (await sql`select 1 from outbox_consumer where consumer = 'written'`.execute(tx)).rows.length,
    );
  await outbox.drain();
  expect(await written()).toBe(0);
  fail = false;
  await outbox.drain();
  expect(await written()).toBe(0);
  await clock.advance(1_000);
  await outbox.drain();
  expect(await written()).toBe(1);
});

test('a poison event holds back its own aggregate only, dies after eight tries, and can be tried again', async () => {
  const { db, clock, outbox } = await setUp();
  const [poisoned, healthy] = [newId(), newId()];
  const seen: string[] = [];
  let poison = '';
  outbox.subscribe('test', 'identity.user.changed', async (event) => {
    if (event.id === poison) throw new Error('poison');
    seen.push(event.id);
  });
  await outbox.drain();
  poison = await tell(db, poisoned);
  const behind = await tell(db, poisoned);
  const other = await tell(db, healthy);

  await outbox.drain();
  expect(seen).toEqual([other]);
  for (let tries = 1; tries < 8; tries += 1) {
    await clock.advance(64_000);
    await outbox.drain();
  }
  expect(seen).toEqual([other, behind]);
  expect(await outbox.dead()).toMatchObject([
    { consumer: 'test', eventId: poison, attempts: 8, error: 'Error: poison' },
  ]);

  const revived = poison;
  poison = '';
  expect(await outbox.retryDead('test', revived)).toBe(true);
  await outbox.drain();
  expect(seen).toEqual([other, behind, revived]);
  expect(await outbox.dead()).toEqual([]);
});

test('while an event waits for its next try, those behind it do not keep the dispatcher busy', async () => {
  const { db, clock, outbox } = await setUp();
  outbox.subscribe('test', 'identity.user.changed', async () => {
    throw new Error('poison');
  });
  await outbox.drain();
  const userId = newId();
  await tell(db, userId);
  await tell(db, userId);
  await outbox.drain();
  const dueAt = await db.read(operatorScope, (tx) => nextDueAt(tx, ['test']));
  expect(dueAt?.epochMilliseconds).toBe(clock.nowMs() + 1_000);
});

test('a started dispatcher hears of new events at once, without its poll', async () => {
  const { db, outbox } = await setUp();
  const seen: string[] = [];
  outbox.subscribe('test', 'identity.user.changed', async (event) => void seen.push(event.payload.userId));
  await outbox.start();
  const userId = newId();
  await tell(db, userId);
  await vi.waitFor(() => expect(seen).toEqual([userId]), { timeout: 3_000 });
  await outbox.stop();
});

test('delivered events are removed after a week, dead ones stay', async () => {
  const { db, clock, outbox } = await setUp();
  let fail = true;
  outbox.subscribe('test', 'identity.user.changed', async () => {
    if (fail) throw new Error('no');
  });
  await outbox.drain();
  await tell(db, newId());
  for (let tries = 0; tries < 8; tries += 1) {
    await outbox.drain();
    await clock.advance(64_000);
  }
  fail = false;
  await tell(db, newId());
  await outbox.drain();
  await db.transaction(operatorScope, (tx) => sql`update outbox_event set created_at = '2025-01-01'`.execute(tx));
  await outbox.start();
  await outbox.stop();
  const { rows } = await db.read(operatorScope, (tx) => sql`select id from outbox_event`.execute(tx));
  expect(rows).toHaveLength(1);
});
