import { createModules } from '../app.ts';
import { readConfig, type Config } from '../config.ts';
import { seedBench } from '../demo/bench/seed-bench.ts';
import type { TelephonySeed } from '../demo/ports.ts';
import { systemClock } from '../platform/clock.ts';
import { openDatabase } from '../platform/db.ts';
import { findRunningDatabase } from '../platform/db/start.ts';
import { silentLogger } from '../platform/log.ts';
import { createPlatform } from '../platform/platform.ts';

/** `npm run seed -- bench`: adds data to the server that runs on the same data folder. */
const usage = 'Usage: npm run seed -- bench';

/** Runs `work` with the modules over the running server's database; nothing listens here. */
async function withModules<T>(config: Config, work: (parts: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const url = await findRunningDatabase(config);
  if (url === null)
    throw new Error(`No server was ever started on ${config.dataDir}. Run npm start first, then this beside it.`);
  const parts = connect(config, url);
  try {
    await parts.db.ping().catch((cause: unknown) => {
      throw new Error(`No server runs on ${config.dataDir}. Run npm start, then this beside it.`, { cause });
    });
    return await work(parts);
  } finally {
    await parts.db.close();
  }
}

function connect(config: Config, url: string) {
  const log = silentLogger();
  const db = openDatabase({ url, poolSize: 2, statementTimeoutMs: 120_000 }, log);
  const platform = createPlatform({ config, db, clock: systemClock, log, certificate: null, webRoot: config.dataDir });
  return { db, modules: createModules(platform) };
}

async function bench(config: Config): Promise<void> {
  const startedAt = performance.now();
  const result = await withModules(config, ({ db, modules: { identity, contract, ...others } }) => {
    const { telephony } = others as { telephony?: { seed: TelephonySeed; sipDomain: string } };
    if (!telephony) throw new Error('This build has no telephony, so there is nothing to measure.');
    const sip = { host: config.publicAddress, port: config.sipPort, domain: telephony.sipDomain };
    return seedBench({ db, dataDir: config.dataDir, identity, contract, telephony: telephony.seed, sip });
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const what = result.created
    ? `Made ${result.users} bench users`
    : `The ${result.users} bench users were there already`;
  console.log(`${what} (${seconds} s). Their SIP accounts are in ${result.file}.`);
}

try {
  if (process.argv[2] !== 'bench') throw new Error(usage);
  await bench(readConfig());
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  process.exitCode = 1;
}
