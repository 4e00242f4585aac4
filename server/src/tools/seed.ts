import { createContract } from '#contract';
import { createIdentity } from '#identity';
import { createTelephonySeed } from '#telephony';
import { readConfig, type Config } from '../config.ts';
import { seedBench } from '../demo/bench/seed-bench.ts';
import { systemClock } from '../platform/clock.ts';
import { openDatabase } from '../platform/db.ts';
import { findRunningDatabase } from '../platform/db/start.ts';
import { silentLogger } from '../platform/log.ts';
import { createPlatform } from '../platform/platform.ts';

/** `npm run seed -- bench`: adds data to the server that runs on the same data folder. */
const usage = 'Usage: npm run seed -- bench';

/** The few modules that a seed needs, over the running server's database; nothing listens here. */
function connect(config: Config, url: string) {
  const [clock, log] = [systemClock, silentLogger()];
  const db = openDatabase({ url, poolSize: 2, statementTimeoutMs: 120_000 }, log);
  const platform = createPlatform({ config, db, clock, log, certificate: null, webRoot: config.dataDir });
  const identity = createIdentity(platform);
  const contract = createContract({ ...platform, identity });
  return { db, identity, contract, telephony: createTelephonySeed({ db, clock, secretKey: config.secretKey }) };
}

/** @throws Error with a sentence for people when no server runs on the data folder */
async function connectToRunning(config: Config): Promise<ReturnType<typeof connect>> {
  const hint = `No server runs on ${config.dataDir}. Run npm start, then this beside it.`;
  const url = await findRunningDatabase(config);
  if (url === null) throw new Error(hint);
  const parts = connect(config, url);
  try {
    await parts.db.ping();
    return parts;
  } catch (cause) {
    await parts.db.close();
    throw new Error(hint, { cause });
  }
}

async function bench(config: Config): Promise<void> {
  const startedAt = performance.now();
  const parts = await connectToRunning(config);
  try {
    // The SIP domain is the public address, as telephony has it.
    const sip = { host: config.publicAddress, port: config.sipPort, domain: config.publicAddress };
    const result = await seedBench({ ...parts, dataDir: config.dataDir, sip });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    const what = result.created
      ? `Made ${result.users} bench users`
      : `The ${result.users} bench users were there already`;
    console.log(`${what} (${seconds} s). Their SIP accounts are in ${result.file}.`);
  } finally {
    await parts.db.close();
  }
}

try {
  if (process.argv[2] !== 'bench') throw new Error(usage);
  await bench(readConfig());
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  process.exitCode = 1;
}
