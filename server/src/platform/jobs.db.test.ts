import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { testDatabase } from '../../test/database.ts';
import { operatorScope, organizationScope } from './db.ts';
import { newId } from './ids.ts';
import { createJobs, type JobHandler } from './jobs.ts';
import { silentLogger } from './log.ts';

const schema = z.object({ id: z.string() });

async function startedJobs(handler: JobHandler<typeof schema>, options = {}) {
  const db = await testDatabase();
  const jobs = createJobs({ db, log: silentLogger() });
  const job = jobs.define('test.work', schema, handler, options);
  await jobs.start();
  onTestFinished(() => jobs.stop());
  return { db, jobs, job };
}

test('a job of a committed transaction runs, one of a rolled back transaction does not', async () => {
  const done: string[] = [];
  const { db, jobs, job } = await startedJobs(async ({ id }) => void done.push(id));
  const failing = db.transaction(operatorScope, async (tx) => {
    await jobs.enqueue(tx, job, { id: 'never' });
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  await db.transaction(operatorScope, (tx) => jobs.enqueue(tx, job, { id: 'once' }));
  await vi.waitFor(() => expect(done).toEqual(['once']), { timeout: 10_000 });
});

test('an organization can ask for a job and keeps its own scope afterwards', async () => {
  const done: string[] = [];
  const { db, jobs, job } = await startedJobs(async ({ id }) => void done.push(id));
  const role = await db.transaction(organizationScope(newId()), async (tx) => {
    await jobs.enqueue(tx, job, { id: 'x' });
    return (await sql<{ role: string }>`select current_user::text as role`.execute(tx)).rows[0]!.role;
  });
  expect(role).toBe('carillon_app');
  await vi.waitFor(() => expect(done).toEqual(['x']), { timeout: 10_000 });
  const read = db.read(organizationScope(newId()), (tx) => sql`select * from pgboss.job`.execute(tx));
  await expect(read).rejects.toThrow('permission denied');
});

test('of a key only one waits; without a key each one does', async () => {
  const { db, jobs, job } = await startedJobs(async () => {});
  await db.transaction(operatorScope, async (tx) => {
    expect(await jobs.enqueue(tx, job, { id: '1' }, { key: 'same' })).toBe(true);
    expect(await jobs.enqueue(tx, job, { id: '2' }, { key: 'same' })).toBe(false);
    expect(await jobs.enqueue(tx, job, { id: '3' })).toBe(true);
    expect(await jobs.enqueue(tx, job, { id: '4' })).toBe(true);
  });
});

test('one failing job of a batch does not touch the others, and without retries it goes to the dead ones', async () => {
  const done: string[] = [];
  const handler: JobHandler<typeof schema> = async ({ id }) => {
    if (id === 'bad') throw new Error('poison');
    done.push(id);
  };
  const { db, jobs, job } = await startedJobs(handler, { retries: 0 });
  await db.transaction(operatorScope, async (tx) => {
    for (const id of ['a', 'bad', 'b']) await jobs.enqueue(tx, job, { id });
  });
  await vi.waitFor(() => expect(done.toSorted()).toEqual(['a', 'b']), { timeout: 10_000 });
  const dead = () =>
    db.read(operatorScope, (tx) =>
      sql<{ data: { id: string } }>`select data from pgboss.job where name = 'test.work.dead'`.execute(tx),
    );
  await vi.waitFor(async () => expect((await dead()).rows).toEqual([{ data: { id: 'bad' } }]), { timeout: 10_000 });
});

test('data that breaks the schema is refused when it is added', async () => {
  const { db, jobs, job } = await startedJobs(async () => {});
  const adding = db.transaction(operatorScope, (tx) => jobs.enqueue(tx, job, { id: 7 } as never));
  await expect(adding).rejects.toThrow();
});
