import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import { openDialect } from './dialect.ts';

/** Migrations see no table types: they outlive every one of them. */
type Untyped = Record<never, never>;

export type Migration = {
  readonly name: string;
  readonly checksum: string;
  up(db: Kysely<Untyped>): Promise<void>;
};

/** Any number: the lock that two starting nodes fight for. */
const lockId = 722_061_041;

/** Reads the ordered `NNNN-module-what.ts` files of a folder. The checksum is of the source text. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.ts$/.test(name)).sort();
  return Promise.all(
    names.map(async (file) => {
      const path = join(folder, file);
      const checksum = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      const module = (await import(pathToFileURL(path).href)) as Pick<Migration, 'up'>;
      return { name: file.replace(/\.ts$/, ''), checksum, up: module.up };
    }),
  );
}

type Applied = { name: string; checksum: string };

/** @throws Error when an applied migration was edited or removed: history is never rewritten. */
function refuseChangedHistory(migrations: readonly Migration[], applied: readonly Applied[]): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const known = byName.get(row.name);
    if (!known) throw new Error(`The database has migration ${row.name}, which this version does not know.`);
    if (known.checksum !== row.checksum) {
      throw new Error(`Migration ${row.name} was changed after it had run. Restore it and add a new one instead.`);
    }
  }
}

async function apply(db: Kysely<Untyped>, migration: Migration): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await migration.up(tx);
    await sql`insert into public.migration (name, checksum) values (${migration.name}, ${migration.checksum})`.execute(
      tx,
    );
  });
}

async function migrate(db: Kysely<Untyped>, migrations: readonly Migration[]): Promise<string[]> {
  await sql`create table if not exists public.migration
    (name text primary key, checksum text not null, applied_at timestamptz not null default now())`.execute(db);
  const { rows } = await sql<Applied>`select name, checksum from public.migration order by name`.execute(db);
  refuseChangedHistory(migrations, rows);
  const done = new Set(rows.map((row) => row.name));
  const missing = migrations.filter((migration) => !done.has(migration.name));
  for (const migration of missing) await apply(db, migration);
  return missing.map((migration) => migration.name);
}

/**
 * Brings the schema up to date as the owner role `carillon`; `url` must be of a role that may become it. Each
 * migration is one transaction; nodes that start together wait for each other. Returns the names applied now.
 */
export async function runMigrations(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'carillon migrations' });
  const db = new Kysely<Untyped>({ dialect: openDialect(pool).dialect });
  try {
    await sql`select pg_advisory_lock(${lockId})`.execute(db);
    await sql`set role carillon`.execute(db);
    return await migrate(db, migrations);
  } finally {
    await db.destroy();
  }
}
