import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../src/config.ts';
import { createBus, type Bus } from '../src/platform/bus.ts';
import { createHttp, type HttpServer } from '../src/platform/http.ts';
import { createJobs, type Jobs } from '../src/platform/jobs.ts';
import { silentLogger, type Logger } from '../src/platform/log.ts';
import { createMail, type Mail } from '../src/platform/mail.ts';
import { createMetrics, type Metrics } from '../src/platform/metrics.ts';
import { createOutbox, type Outbox } from '../src/platform/outbox.ts';
import { createRealtime, type RealtimeServer } from '../src/platform/realtime.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { testConfig } from './config.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** Everything that modules are made of, on a database of its own and a clock that the test moves. */
export type TestPlatform = {
  readonly config: Config;
  readonly db: TestDatabase;
  readonly clock: FakeClock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly http: HttpServer;
  readonly realtime: RealtimeServer;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  readonly bus: Bus;
  readonly mail: Mail;
  /** Ends everything and drops the database. */
  close(): Promise<void>;
};

export type TestAppOptions<M> = {
  /** Creates the modules under test, as `app.ts` does; what it returns is `app.modules`. */
  readonly modules?: (platform: TestPlatform) => M | Promise<M>;
  readonly config?: Partial<Config>;
  readonly log?: Logger;
};

export type TestApp<M> = TestPlatform & {
  readonly modules: M;
  /** A request without a network: `app.inject({ method: 'GET', url: '/api/v1/session' })`. */
  readonly inject: HttpServer['fastify']['inject'];
};

async function createPlatform(options: TestAppOptions<unknown>): Promise<TestPlatform> {
  const config = testConfig(options.config);
  const db = await createTestDatabase({ poolSize: 10 });
  const clock = createFakeClock();
  const log = options.log ?? silentLogger();
  const metrics = createMetrics();
  const webRoot = join(import.meta.dirname, 'fixtures/web');
  const http = createHttp({ config, db, clock, log, metrics, certificate: null, webRoot });
  const realtime = createRealtime({ http, clock, log });
  const outbox = createOutbox({ db, clock, log });
  const jobs = createJobs({ db, log });
  const mail = createMail(config, log);
  const close = async () => {
    await http.close();
    await outbox.stop();
    await db.drop();
  };
  return { config, db, clock, log, metrics, http, realtime, outbox, jobs, bus: createBus(clock), mail, close };
}

/** The whole HTTP application in memory; the caller closes it (`beforeAll` / `afterAll`). */
export async function createTestApp<M = undefined>(options: TestAppOptions<M> = {}): Promise<TestApp<M>> {
  const platform = await createPlatform(options);
  const modules = (await options.modules?.(platform)) as M;
  await platform.http.fastify.ready();
  const { fastify } = platform.http;
  return Object.assign(platform, { modules, inject: fastify.inject.bind(fastify) as typeof fastify.inject });
}

/** As `createTestApp`, closed when the running test ends. */
export async function testApp<M = undefined>(options: TestAppOptions<M> = {}): Promise<TestApp<M>> {
  const app = await createTestApp(options);
  onTestFinished(() => app.close());
  return app;
}
