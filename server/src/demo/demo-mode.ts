import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isLoopback, type Config } from '#config';
import type { Identity } from '#identity';

export type DemoMode =
  | { readonly kind: 'off'; readonly reason: string }
  | { readonly kind: 'on'; readonly empty: boolean };

type ModeDeps = {
  readonly config: Pick<Config, 'dataDir' | 'demo' | 'host' | 'databaseUrl'>;
  readonly identity: Pick<Identity, 'hasStaff'>;
};

/**
 * The demonstration has passwords in a file, so it is made only where nobody else can reach it: on loopback, on the
 * embedded database, while that is empty. Once made (its seed is in the data folder) it stays on under the same rules.
 */
export async function demoMode({ config, identity }: ModeDeps): Promise<DemoMode> {
  if (config.demo === 'off') return { kind: 'off', reason: 'CARILLON_DEMO is off' };
  if (config.databaseUrl) return { kind: 'off', reason: 'DATABASE_URL names a database of yours' };
  if (!isLoopback(config.host) && config.host !== 'localhost')
    return { kind: 'off', reason: 'CARILLON_HOST is not loopback' };
  if (!(await identity.hasStaff())) return { kind: 'on', empty: true };
  const made = await access(join(config.dataDir, 'demo-seed')).then(
    () => true,
    () => false,
  );
  return made ? { kind: 'on', empty: false } : { kind: 'off', reason: 'the database has data of yours' };
}
