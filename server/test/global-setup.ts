import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chmod } from 'node:fs/promises';
import { startEmbeddedPostgres } from '../src/platform/db/embedded.ts';
import { readMigrations, runMigrations } from '../src/platform/db/migrate.ts';
import { prepareRoles } from '../src/platform/db/roles.ts';

/** The password of `carillon_login` in the throw-away cluster of a test run. */
const loginPassword = 'test';

type Project = { provide(key: 'databaseAdminUrl' | 'databaseLoginUrl', value: string): void };

declare module 'vitest' {
  interface ProvidedContext {
    databaseAdminUrl: string;
    databaseLoginUrl: string;
  }
}

/**
 * Runs once before all suites: a PostgreSQL of its own in a temporary folder, with every migration applied to the
 * database `carillon`, which tests clone (`testDatabase`).
 */
export default async function setup(project: Project): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-test-'));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, say: () => {}, disposable: true });
  const loginUrl = await prepareRoles(postgres.adminUrl, loginPassword);
  await runMigrations(postgres.adminUrl, await readMigrations(join(import.meta.dirname, '../src/migrations')));
  project.provide('databaseAdminUrl', postgres.adminUrl);
  project.provide('databaseLoginUrl', loginUrl);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
