import { PgBoss, type Job as BossJob, type JobResult, type SendOptions } from 'pg-boss';
import { CompiledQuery, sql } from 'kysely';
import type { z } from 'zod';
import type { Database, Tx } from './db.ts';
import { newId } from './ids.ts';
import type { Logger } from './log.ts';

export type JobOptions = {
  /** Tries after the first one, with growing pauses; then the job goes to the queue `<name>.dead`. */
  readonly retries?: number;
  /** Seconds after which a run counts as failed. */
  readonly timeoutSeconds?: number;
  /** Runs at a time in this process. */
  readonly concurrency?: number;
};

/** A kind of background work, named as its action: `identity.send_invitation`. */
export type Job<S extends z.ZodType> = { readonly name: string; readonly schema: S; readonly options: JobOptions };

export type EnqueueOptions = {
  /** At most one job of this key waits at a time; a second one is dropped. */
  readonly key?: string;
};

/** Data of a job carries ids only. Handlers may run more than once, hence must not mind. */
export type JobHandler<S extends z.ZodType> = (data: z.output<S>) => Promise<void>;

/** Background work. Deadlines of business are rows with `due_at`, not delayed jobs: pg-boss knows only the real clock. */
export interface Jobs {
  /** Names a job and who does it; before `start`. */
  define<S extends z.ZodType>(name: string, schema: S, handler: JobHandler<S>, options?: JobOptions): Job<S>;
  /** Adds a job in the transaction of the change that asks for it. Returns false when its key waits already. */
  enqueue<S extends z.ZodType>(tx: Tx, job: Job<S>, data: z.input<S>, options?: EnqueueOptions): Promise<boolean>;
  /** Enqueues `job` by a cron line (5 fields, UTC). */
  schedule<S extends z.ZodType>(job: Job<S>, cron: string, data: z.input<S>): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const jobSchema = 'pgboss';
const batchSize = 10;

type Definition = { job: Job<z.ZodType>; handler: JobHandler<z.ZodType> };
type Schedule = { job: Job<z.ZodType>; cron: string; data: object };

/** pg-boss writes through the caller's transaction. */
function through(tx: Tx): NonNullable<SendOptions['db']> {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      const { rows } = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...values]));
      return { rows: [...rows] };
    },
  };
}

/** The queue belongs to the operator's role; the caller's role is given back afterwards. */
async function asOperator<T>(tx: Tx, run: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ role: string }>`select current_setting('role') as role`.execute(tx);
  await sql`set local role carillon_operator`.execute(tx);
  const result = await run();
  await sql`select set_config('role', ${rows[0]!.role}, true)`.execute(tx);
  return result;
}

async function createQueue(boss: PgBoss, { name, options }: Job<z.ZodType>): Promise<void> {
  const dead = `${name}.dead`;
  const settings = {
    notify: true,
    retryLimit: options.retries ?? 5,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: options.timeoutSeconds ?? 300,
    deadLetter: dead,
  };
  await boss.createQueue(dead, { policy: 'standard' });
  await boss.createQueue(name, { policy: 'short', ...settings });
  await boss.updateQueue(name, settings);
}

/** Wraps pg-boss with the settings that were measured to neither stall nor poll (STYLE: job queue settings). */
export function createJobs(deps: { db: Database; log: Logger }): Jobs {
  const { log } = deps;
  const definitions = new Map<string, Definition>();
  const schedules: Schedule[] = [];
  const boss = new PgBoss({
    connectionString: deps.db.connection.url,
    options: '-c role=carillon_operator',
    application_name: 'carillon jobs',
    schema: jobSchema,
    createSchema: false,
    max: 4,
    useListenNotify: true,
  });
  boss.on('error', (error) => log.error({ error }, 'job queue error'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'job queue warning'));

  const runOne = async (definition: Definition, job: BossJob<unknown>): Promise<JobResult> => {
    try {
      await definition.handler(definition.job.schema.parse(job.data));
      return { id: job.id, status: 'completed' };
    } catch (error) {
      log.warn({ job: job.name, jobId: job.id, error }, 'job failed');
      return { id: job.id, status: 'failed', output: { message: String(error).slice(0, 2_000) } };
    }
  };
  const work = (definition: Definition) =>
    boss.work(
      definition.job.name,
      {
        batchSize,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 30,
        perJobResults: true,
        localConcurrency: definition.job.options.concurrency ?? 1,
      },
      async (batch: BossJob<unknown>[]) => {
        const results: JobResult[] = [];
        for (const job of batch) results.push(await runOne(definition, job));
        return results;
      },
    );

  return {
    define(name, schema, handler, options = {}) {
      if (definitions.has(name)) throw new Error(`job ${name} is defined twice`);
      const job = { name, schema, options };
      definitions.set(name, { job, handler });
      return job;
    },
    async enqueue(tx, job, data, options = {}) {
      const checked = job.schema.parse(data) as object;
      // The queue's policy lets one job of a key wait; a job without a key gets one of its own.
      const singletonKey = options.key ?? newId();
      const id = await asOperator(tx, () => boss.send(job.name, checked, { singletonKey, db: through(tx) }));
      return id !== null;
    },
    schedule: (job, cron, data) => void schedules.push({ job, cron, data: data as object }),
    async start() {
      await boss.start();
      for (const definition of definitions.values()) await createQueue(boss, definition.job);
      for (const entry of schedules) await boss.schedule(entry.job.name, entry.cron, entry.data, { tz: 'UTC' });
      for (const definition of definitions.values()) await work(definition);
    },
    stop: () => boss.stop({ graceful: true, timeout: 3_000, close: true }),
  };
}
