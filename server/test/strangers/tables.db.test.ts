import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope, organizationScope, sql, type Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { createRowMaker, type RowMaker } from './rows.ts';
import { publishedTables, unscopedTables } from './unscoped-tables.ts';

type Table = {
  name: string;
  tenant: string | null;
  enabled: boolean;
  forced: boolean;
  policies: number;
  readable: boolean;
  writable: boolean;
};

const [home, foreign] = [newId(), newId()];
let db: TestDatabase;
let rows: RowMaker;
let tables: Table[];

beforeAll(async () => {
  db = await createTestDatabase();
  rows = await createRowMaker(db.adminUrl);
  tables = await rows.query<Table>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      (select case when c.relname = 'organizations' then 'id' else max(a.attname) end
       from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id') as tenant,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
      has_table_privilege('carillon_app', c.oid, 'select') as readable,
      has_table_privilege('carillon_app', c.oid, 'insert,update,delete,truncate') as writable
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
  for (const { name, tenant } of scoped())
    for (const organization of [home, foreign]) await rows.insert(name, { [tenant]: organization });
});
afterAll(async () => {
  await rows.close();
  await db.drop();
});

const scoped = () => tables.filter((table): table is Table & { tenant: string } => table.tenant !== null);
const count = async (tx: Tx, table: string, tenant: string, organization: string) =>
  (
    await sql<{
      count: number;
    }>`select count(*)::int as count from ${sql.table(table)} where ${sql.ref(tenant)} = ${organization}`.execute(tx)
  ).rows[0]!.count;

/** Resolves to what stopped the statement, or to the number of rows it touched. */
async function attempt(run: () => Promise<{ numAffectedRows?: bigint | undefined }>): Promise<number | string> {
  try {
    return Number((await run()).numAffectedRows ?? 0n);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('every table, walked as a stranger', () => {
  it('finds the tables (a floor, so that the walk is never empty)', () => expect(scoped().length).toBeGreaterThan(8));

  it('is of an organization, or is named with a reason', () => {
    const unnamed = tables
      .filter(({ name, tenant }) => tenant === null && !(name in unscopedTables) && !(name in publishedTables))
      .map((table) => table.name);
    expect(unnamed, 'give these an organization_id, or name them in server/test/strangers/unscoped-tables.ts').toEqual(
      [],
    );
    const gone = Object.keys({ ...unscopedTables, ...publishedTables }).filter(
      (name) => !tables.some((table) => table.name === name && table.tenant === null),
    );
    expect(gone, 'these are named in unscoped-tables.ts for nothing').toEqual([]);
  });

  it('has row-level security on, forced, with a policy, when it is of an organization', () => {
    const open = scoped().filter((table) => !table.enabled || !table.forced || table.policies === 0);
    expect(
      open.map((table) => table.name),
      'call carillon_protect on these',
    ).toEqual([]);
  });

  it('cannot be read by an organization when it is of none, unless the operator publishes it', () => {
    const readable = tables.filter((table) => table.tenant === null && table.readable).map((table) => table.name);
    expect(readable).toEqual(Object.keys(publishedTables).toSorted());
  });

  it('is written by the operator alone when it is published', () => {
    expect(tables.filter(({ name, writable }) => name in publishedTables && writable)).toEqual([]);
  });

  it('shows an organization its own rows and none of another', async () => {
    const seen = await db.read(organizationScope(home), async (tx) => {
      const result: Record<string, [own: number, foreign: number]> = {};
      for (const { name, tenant, readable } of scoped()) {
        if (readable) result[name] = [await count(tx, name, tenant, home), await count(tx, name, tenant, foreign)];
      }
      return result;
    });
    const wrong = Object.entries(seen).filter(([, [own, other]]) => own !== 1 || other !== 0);
    expect(wrong, 'table: [own rows, foreign rows]').toEqual([]);
  });

  it('shows nothing when the organization was forgotten, and the operator everything', async () => {
    for (const { name, tenant, readable } of scoped()) {
      const blind = () => db.read({ kind: 'organization', organizationId: '' }, (tx) => count(tx, name, tenant, home));
      if (readable) expect(await blind(), name).toBe(0);
      expect(await db.read(operatorScope, (tx) => count(tx, name, tenant, home)), name).toBe(1);
    }
  });

  it('refuses to change, delete or add rows of another organization', async () => {
    const stopped = /row-level security|permission denied|immutable|append-only/;
    for (const { name, tenant } of scoped()) {
      const [table, column] = [sql.table(name), sql.ref(tenant)];
      const as = (statement: ReturnType<typeof sql>) =>
        attempt(() => db.transaction(organizationScope(home), (tx) => statement.execute(tx)));
      const changed = await as(sql`update ${table} set ${column} = ${column} where ${column} = ${foreign}`);
      if (changed !== 0) expect(changed, `update ${name}`).toMatch(stopped);
      const deleted = await as(sql`delete from ${table} where ${column} = ${foreign}`);
      if (deleted !== 0) expect(deleted, `delete from ${name}`).toMatch(stopped);
      const stolen = await as(sql`update ${table} set ${column} = ${foreign} where ${column} = ${home}`);
      expect(stolen, `give away ${name}`).toMatch(stopped);
      const row = Object.entries(await rows.draft(name, { [tenant]: foreign }));
      const columns = sql.join(row.map(([key]) => sql.ref(key)));
      const added = await as(
        sql`insert into ${table} (${columns}) values (${sql.join(row.map(([, value]) => value))})`,
      );
      expect(added, `insert into ${name}`).toMatch(stopped);
    }
  });
});
