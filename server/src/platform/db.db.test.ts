import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/database.ts';
import { operatorScope, organizationScope } from './db.ts';
import { newId } from './ids.ts';

type NoteTable = { note: { id: string; organizationId: string; body: string } };

const asAdmin = async (db: TestDatabase, statements: string) => {
  const client = new pg.Client({ connectionString: db.adminUrl });
  await client.connect();
  await client.query(statements);
  await client.end();
};

/** A database with one protected customer table, owned by `carillon` as migrations make them. */
async function databaseWithNotes() {
  const db = await testDatabase();
  await asAdmin(
    db,
    `set role carillon;
     create table note (id uuid primary key, organization_id uuid not null, body text not null);
     select carillon_protect('note');
     create table unprotected (organization_id uuid not null);`,
  );
  const [ours, theirs] = [newId(), newId()];
  for (const organizationId of [ours, theirs]) {
    await db.transaction(organizationScope(organizationId), (tx) =>
      tx.withTables<NoteTable>().insertInto('note').values({ id: newId(), organizationId, body: 'x' }).execute(),
    );
  }
  return { db, ours, theirs };
}

const countNotes = async (db: TestDatabase, scope: Parameters<TestDatabase['transaction']>[0]) =>
  (await db.transaction(scope, (tx) => tx.withTables<NoteTable>().selectFrom('note').selectAll().execute())).length;

test('an organization sees its own rows, the operator all, a stranger none', async () => {
  const { db, ours } = await databaseWithNotes();
  expect(await countNotes(db, organizationScope(ours))).toBe(1);
  expect(await countNotes(db, operatorScope)).toBe(2);
  expect(await countNotes(db, organizationScope(newId()))).toBe(0);
});

test('a foreign organization can neither insert, nor move, nor change, nor delete rows', async () => {
  const { db, ours, theirs } = await databaseWithNotes();
  const asOurs = organizationScope(ours);
  await expect(
    db.transaction(asOurs, (tx) =>
      tx
        .withTables<NoteTable>()
        .insertInto('note')
        .values({ id: newId(), organizationId: theirs, body: 'y' })
        .execute(),
    ),
  ).rejects.toThrow('row-level security');
  await expect(
    db.transaction(asOurs, (tx) =>
      tx.withTables<NoteTable>().updateTable('note').set({ organizationId: theirs }).execute(),
    ),
  ).rejects.toThrow('row-level security');
  const changed = await db.transaction(asOurs, async (tx) => ({
    updated: await sql`update note set body = 'z' where organization_id = ${theirs}`.execute(tx),
    deleted: await sql`delete from note where organization_id = ${theirs}`.execute(tx),
  }));
  expect(changed.updated.numAffectedRows).toBe(0n);
  expect(changed.deleted.numAffectedRows).toBe(0n);
  expect(await countNotes(db, organizationScope(theirs))).toBe(1);
});

test('an empty or malformed organization shows nothing', async () => {
  const { db } = await databaseWithNotes();
  expect(await countNotes(db, organizationScope(''))).toBe(0);
  await expect(countNotes(db, organizationScope('everything'))).rejects.toThrow('invalid input syntax for type uuid');
});

test('outside a scope the login role reaches no table at all', async () => {
  const { db } = await databaseWithNotes();
  const client = new pg.Client({ connectionString: db.connection.url });
  await client.connect();
  await expect(client.query('select * from note')).rejects.toThrow('permission denied');
  await client.end();
});

test('a table that nobody protected is out of reach of organizations', async () => {
  const { db, ours } = await databaseWithNotes();
  const read = db.transaction(organizationScope(ours), (tx) => sql`select * from unprotected`.execute(tx));
  await expect(read).rejects.toThrow('permission denied');
});

test('the scope ends with its transaction, also on the same connection', async () => {
  const db = await testDatabase({ poolSize: 1 });
  const organizationId = newId();
  await db.transaction(organizationScope(organizationId), async () => {});
  const after = await db.transaction(operatorScope, (tx) =>
    sql<{ role: string; organization: string }>`select current_user::text as role,
      current_setting('app.organization_id') as organization`.execute(tx),
  );
  expect(after.rows[0]).toEqual({ role: 'carillon_operator', organization: '' });
});

test('none of the roles is a superuser or bypasses row-level security', async () => {
  const db = await testDatabase();
  const { rows } = await db.read(operatorScope, (tx) =>
    sql<{ rolname: string }>`select rolname from pg_roles
      where rolname like 'carillon%' and (rolsuper or rolbypassrls)`.execute(tx),
  );
  expect(rows).toEqual([]);
});

test('read refuses writes; a throwing transaction leaves nothing; hooks run only after commit', async () => {
  const { db, ours } = await databaseWithNotes();
  const scope = organizationScope(ours);
  await expect(db.read(scope, (tx) => sql`delete from note`.execute(tx))).rejects.toThrow('read-only');
  const heard: string[] = [];
  const failing = db.transaction(scope, async (tx) => {
    db.afterCommit(tx, () => heard.push('rolled back'));
    await sql`delete from note`.execute(tx);
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  await db.transaction(scope, async (tx) => db.afterCommit(tx, () => heard.push('committed')));
  expect(heard).toEqual(['committed']);
  expect(await countNotes(db, scope)).toBe(1);
});

test('instants and big integers keep their precision both ways', async () => {
  const db = await testDatabase();
  const at = Temporal.Instant.from('2026-03-29T01:30:00.123456Z');
  const { rows } = await db.read(operatorScope, (tx) =>
    sql<{ at: Temporal.Instant; big: bigint }>`select ${at}::timestamptz as at, ${2n ** 60n}::int8 as big`.execute(tx),
  );
  expect(rows[0]!.at.equals(at)).toBe(true);
  expect(rows[0]!.big).toBe(2n ** 60n);
});

test('a statement that hangs is cut', async () => {
  const db = await testDatabase();
  const slow = db.transaction(operatorScope, async (tx) => {
    await sql`set local statement_timeout = 50`.execute(tx);
    await sql`select pg_sleep(10)`.execute(tx);
  });
  await expect(slow).rejects.toThrow('statement timeout');
});
