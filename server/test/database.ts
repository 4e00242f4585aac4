import { inject, onTestFinished } from 'vitest';
import pg from 'pg';
import { openDatabase, type Database } from '../src/platform/db.ts';
import { newId } from '../src/platform/ids.ts';
import { silentLogger } from '../src/platform/log.ts';

export type TestDatabase = Database & {
  /** Name of the clone. */
  readonly name: string;
  /** Address of the superuser on this clone: for tests that must look behind row-level security. */
  readonly adminUrl: string;
  /** Closes the pool and drops the clone. */
  drop(): Promise<void>;
};

function onDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: onDatabase(inject('databaseAdminUrl'), 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A fresh database with all migrations applied, cloned from the template in some 50 ms. The caller drops it. */
export async function createTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const name = `test_${newId().replaceAll('-', '')}`;
  await asAdmin(`create database ${name} template carillon strategy file_copy`);
  const url = onDatabase(inject('databaseLoginUrl'), name);
  const database = openDatabase({ url, poolSize: options.poolSize ?? 5 }, silentLogger());
  const drop = async () => {
    await database.close();
    await asAdmin(`drop database if exists ${name} with (force)`);
  };
  return Object.assign(database, { name, adminUrl: onDatabase(inject('databaseAdminUrl'), name), drop });
}

/** As `createTestDatabase`, dropped when the running test ends. In `beforeAll` use the other and drop it yourself. */
export async function testDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const database = await createTestDatabase(options);
  onTestFinished(() => database.drop());
  return database;
}
