import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { readMigrations, runMigrations } from './migrate.ts';
import { loginUrl, prepareRoles } from './roles.ts';

export type RunningDatabase = {
  /** Address of the role `carillon_login`, with its password. */
  readonly url: string;
  /** Migrations applied by this start. */
  readonly migrated: readonly string[];
  readonly embedded: boolean;
  /** Stops the embedded server; does nothing for a database of yours. */
  readonly stop: () => Promise<void>;
  /** The same at once, without waiting. */
  readonly kill: () => void;
};

const migrationsFolder = join(import.meta.dirname, '../../migrations');

/** The login role's password follows from the secret key, so that every node of an installation knows it. */
function loginPassword(secretKey: Uint8Array): string {
  return createHmac('sha256', secretKey).update('carillon_login').digest('base64url');
}

async function prepare(config: Config, adminUrl: string) {
  const url = await prepareRoles(adminUrl, loginPassword(config.secretKey));
  const migrated = await runMigrations(adminUrl, await readMigrations(migrationsFolder));
  return { url, migrated };
}

/** Starts the embedded PostgreSQL, or uses `DATABASE_URL`; makes the roles and brings the schema up to date. */
export async function startDatabase(config: Config, say: (sentence: string) => void): Promise<RunningDatabase> {
  if (config.databaseUrl) {
    return { ...(await prepare(config, config.databaseUrl)), embedded: false, stop: async () => {}, kill: () => {} };
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, say });
  try {
    return { ...(await prepare(config, postgres.adminUrl)), embedded: true, stop: postgres.stop, kill: postgres.kill };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** The database of a server that runs on the same data folder, for tools; null when none was ever started. */
export async function findRunningDatabase(config: Config): Promise<string | null> {
  const password = loginPassword(config.secretKey);
  if (config.databaseUrl) return loginUrl(config.databaseUrl, password);
  const text = await readFile(join(config.dataDir, 'postgres.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { port } = JSON.parse(text) as { port: number };
  return loginUrl(`postgres://127.0.0.1:${port}/carillon`, password);
}
