import { join } from 'node:path';
import { createApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { systemClock } from './platform/clock.ts';
import { lockDataFolder } from './platform/data-folder.ts';
import { openDatabase } from './platform/db.ts';
import { startDatabase } from './platform/db/start.ts';
import { createLogger, type Logger } from './platform/log.ts';
import { createPlatform } from './platform/platform.ts';
import { loadCertificate } from './platform/tls.ts';
import { startRoles, stopRoles } from './roles/all.ts';
import { handleSignals } from './roles/signals.ts';
import { printSummary } from './roles/summary.ts';

const webRoot = join(import.meta.dirname, '../../apps/web/dist');
const say = (sentence: string) => void process.stdout.write(`${sentence}\n`);

/** Starts in the order of need; `undo` collects how to stop, in the reverse order. */
async function start(config: Config, log: Logger, undo: (() => Promise<void> | void)[]) {
  const lock = lockDataFolder(config.dataDir);
  undo.push(lock.release);
  const [database, certificate] = await Promise.all([startDatabase(config, say), loadCertificate(config)]);
  undo.push(database.stop);
  const db = openDatabase({ url: database.url, poolSize: config.databasePool }, log);
  undo.push(() => db.close());
  const platform = createPlatform({ config, db, clock: systemClock, log, certificate, webRoot, processMetrics: true });
  const app: App = createApp(platform, certificate);
  undo.push(() => stopRoles(app.roles, log));
  await startRoles(app.roles, log);
  return { app, database, certificate };
}

async function stop(undo: (() => Promise<void> | void)[], log: Logger): Promise<void> {
  for (const step of undo.toReversed()) {
    try {
      await step();
    } catch (error) {
      log.error({ error }, 'a part failed to stop');
    }
  }
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config);
  const undo: (() => Promise<void> | void)[] = [];
  let kill = () => {};
  handleSignals({ log, stop: () => stop(undo, log), force: () => kill(), say });
  try {
    const running = await start(config, log, undo);
    kill = running.database.kill;
    await printSummary({ ...running, config, say });
  } catch (error) {
    log.fatal({ error }, 'start failed');
    await stop(undo, log);
    throw error;
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\nCarillon could not start.\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
