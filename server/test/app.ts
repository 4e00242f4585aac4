import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../src/config.ts';
import type { HttpServer } from '../src/platform/http.ts';
import { silentLogger, type Logger } from '../src/platform/log.ts';
import type { Certificate } from '../src/platform/tls.ts';
import { createPlatform, type Platform } from '../src/platform/platform.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { testConfig } from './config.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** Everything that modules are made of, on a database of its own and a clock that the test moves. */
export type TestPlatform = Platform & {
  readonly db: TestDatabase;
  readonly clock: FakeClock;
  /** Ends everything and drops the database. */
  close(): Promise<void>;
};

export type TestAppOptions<M> = {
  /** Creates the modules under test, as `app.ts` does; what it returns is `app.modules`. */
  readonly modules?: (platform: TestPlatform) => M | Promise<M>;
  readonly config?: Partial<Config>;
  readonly log?: Logger;
  /** HTTPS and WSS when the test listens. */
  readonly certificate?: Certificate;
};

export type TestApp<M> = TestPlatform & {
  readonly modules: M;
  /** A request without a network: `app.inject({ method: 'GET', url: '/api/v1/session' })`. */
  readonly inject: HttpServer['fastify']['inject'];
};

async function createTestPlatform(options: TestAppOptions<unknown>): Promise<TestPlatform> {
  const platform = createPlatform({
    config: testConfig(options.config),
    db: await createTestDatabase({ poolSize: 10 }),
    clock: createFakeClock(),
    log: options.log ?? silentLogger(),
    certificate: options.certificate ?? null,
    webRoot: join(import.meta.dirname, 'fixtures/web'),
  });
  const close = async () => {
    await platform.http.close();
    await platform.outbox.stop();
    await platform.db.drop();
  };
  return { ...platform, close };
}

/** The whole HTTP application in memory; the caller closes it (`beforeAll` / `afterAll`). */
export async function createTestApp<M = undefined>(options: TestAppOptions<M> = {}): Promise<TestApp<M>> {
  const platform = await createTestPlatform(options);
  const modules = (await options.modules?.(platform)) as M;
  await platform.http.fastify.ready();
  const { fastify } = platform.http;
  return { ...platform, modules, inject: fastify.inject.bind(fastify) };
}

/** As `createTestApp`, closed when the running test ends. */
export async function testApp<M = undefined>(options: TestAppOptions<M> = {}): Promise<TestApp<M>> {
  const app = await createTestApp(options);
  onTestFinished(() => app.close());
  return app;
}
