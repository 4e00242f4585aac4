import type { Config } from '../config.ts';
import { createBus, type Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import type { Database } from './db.ts';
import { createHttp, type HttpServer } from './http.ts';
import { createJobs, type Jobs } from './jobs.ts';
import type { Logger } from './log.ts';
import { createMail, type Mail } from './mail.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createRealtime, type RealtimeServer } from './realtime.ts';
import type { Certificate } from './tls.ts';

/** What every module is made of. */
export type Platform = {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly http: HttpServer;
  readonly realtime: RealtimeServer;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  readonly bus: Bus;
  readonly mail: Mail;
};

export type PlatformDeps<D extends Database = Database, C extends Clock = Clock> = {
  readonly config: Config;
  readonly db: D;
  readonly clock: C;
  readonly log: Logger;
  readonly certificate: Certificate | null;
  readonly webRoot: string;
  /** Adds the numbers of the process itself (memory, event loop) to the metrics. */
  readonly processMetrics?: boolean;
};

/** Builds the platform; nothing listens or runs yet. */
export function createPlatform<D extends Database, C extends Clock>(
  deps: PlatformDeps<D, C>,
): Platform & { readonly db: D; readonly clock: C } {
  const { config, db, clock, log, certificate, webRoot } = deps;
  const metrics = createMetrics({ process: deps.processMetrics ?? false });
  const http = createHttp({ config, db, clock, log, metrics, certificate, webRoot });
  const realtime = createRealtime({ http, clock, log });
  const outbox = createOutbox({ db, clock, log });
  metrics.watch('carillon_database_connections', 'Open database connections', () => db.pool.total);
  metrics.watch('carillon_database_waiting', 'Transactions that wait for a connection', () => db.pool.waiting);
  metrics.watch('carillon_realtime_connections', 'Browsers connected', () => realtime.connections);
  metrics.watch(
    'carillon_outbox_dead_events',
    'Events that a consumer gave up on',
    async () => (await outbox.dead()).length,
  );
  return {
    config,
    db,
    clock,
    log,
    metrics,
    http,
    realtime,
    outbox,
    jobs: createJobs({ db, log }),
    bus: createBus(clock),
    mail: createMail(config, log),
  };
}
