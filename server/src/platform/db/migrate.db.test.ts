import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { readMigrations, runMigrations, type Migration } from './migrate.ts';

async function setUp() {
  const db = await testDatabase();
  const known = await readMigrations(join(import.meta.dirname, '../../migrations'));
  const add = (name: string, statement: string, checksum = name): Migration => ({
    name,
    checksum,
    up: async (tx) => void (await sql.raw(statement).execute(tx)),
  });
  const ask = async (statement: string) => {
    const client = new pg.Client({ connectionString: db.adminUrl });
    await client.connect();
    const { rows } = await client.query(statement);
    await client.end();
    return rows;
  };
  return { url: db.adminUrl, known, add, ask };
}

test('files are read in order of their names, with a checksum of their text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = 'export async function up() {}\n';
  for (const name of ['0010-b-second.ts', '0002-a-first.ts', 'README.md', '0003-a-first.test.ts']) {
    await writeFile(join(folder, name), source);
  }
  const found = await readMigrations(folder);
  expect(found.map((migration) => migration.name)).toEqual(['0002-a-first', '0010-b-second']);
  expect(found[0]!.checksum).toMatch(/^[0-9a-f]{64}$/);
});

test('what has run does not run again; new ones run, owned by carillon', async () => {
  const { url, known, add, ask } = await setUp();
  expect(await runMigrations(url, known)).toEqual([]);
  const more = [...known, add('9001-test-table', 'create table thing (id int)')];
  expect(await runMigrations(url, more)).toEqual(['9001-test-table']);
  expect(await runMigrations(url, more)).toEqual([]);
  expect(await ask(`select tableowner from pg_tables where tablename = 'thing'`)).toEqual([{ tableowner: 'carillon' }]);
});

test('a changed or a removed migration is refused before anything runs', async () => {
  const { url, known, add, ask } = await setUp();
  await runMigrations(url, [...known, add('9001-test-table', 'create table thing (id int)')]);
  const later = add('9002-test-later', 'create table later (id int)');
  const changed = [...known, add('9001-test-table', 'create table thing (id int)', 'another text'), later];
  await expect(runMigrations(url, changed)).rejects.toThrow('9001-test-table was changed after it had run');
  await expect(runMigrations(url, [...known, later])).rejects.toThrow(
    '9001-test-table, which this version does not know',
  );
  expect(await ask(`select 1 from pg_tables where tablename = 'later'`)).toEqual([]);
});

test('a failing migration leaves nothing of itself and keeps those before it', async () => {
  const { url, known, add, ask } = await setUp();
  const good = add('9001-test-good', 'create table good (id int)');
  const bad = add('9002-test-bad', 'create table bad (id int); select 1/0');
  await expect(runMigrations(url, [...known, good, bad])).rejects.toThrow('division by zero');
  expect(await ask(`select tablename from pg_tables where tablename in ('good', 'bad')`)).toEqual([
    { tablename: 'good' },
  ]);
  expect(await runMigrations(url, [...known, good, add('9002-test-bad', 'create table bad (id int)')])).toEqual([
    '9002-test-bad',
  ]);
});

test('nodes that start together run each migration once', async () => {
  const { url, known, add } = await setUp();
  const slow = [...known, add('9001-test-slow', 'select pg_sleep(0.1); create table slow (id int)')];
  const applied = await Promise.all([1, 2, 3].map(() => runMigrations(url, slow)));
  expect(applied.flat()).toEqual(['9001-test-slow']);
});
