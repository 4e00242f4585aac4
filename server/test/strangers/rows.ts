import pg from 'pg';
import { newId } from '../../src/platform/ids.ts';

/**
 * Rows of any table, made from its columns alone: so that tables that land later are walked without anybody writing a
 * factory. Works in a clone that is thrown away, as superuser, with checks and foreign keys off.
 */
export type RowMaker = {
  /** Inserts a row with the given columns and made-up values elsewhere; returns it. */
  insert(table: string, given: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The columns and values that `insert` would write. */
  draft(table: string, given: Record<string, unknown>): Promise<Record<string, unknown>>;
  query<T extends object>(text: string, values?: readonly unknown[]): Promise<T[]>;
  close(): Promise<void>;
};

type Column = { name: string; type: string; required: boolean };

const values: Readonly<Record<string, () => unknown>> = {
  uuid: newId,
  text: () => `text ${newId()}`,
  bpchar: () => 'FR',
  varchar: () => 'text',
  int2: () => 1,
  int4: () => 1,
  int8: () => 1,
  numeric: () => 1,
  float8: () => 1,
  bool: () => true,
  timestamptz: () => new Date(),
  date: () => new Date(),
  jsonb: () => '{}',
  json: () => '{}',
  bytea: () => Buffer.of(0),
  inet: () => '127.0.0.1',
  interval: () => '1 second',
};

function valueOf(table: string, column: Column): unknown {
  if (column.type.startsWith('_')) return [];
  const make = values[column.type];
  if (!make)
    throw new Error(
      `${table}.${column.name} has the type ${column.type}: add a value for it to server/test/strangers/rows.ts`,
    );
  return make();
}

export async function createRowMaker(adminUrl: string): Promise<RowMaker> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`set session_replication_role = replica`);
  await client.query(`do $$ declare c record; begin
    for c in select conrelid::regclass as target, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop
      execute format('alter table %s drop constraint %I', c.target, c.conname);
    end loop; end $$`);
  const query = async <T extends object>(text: string, parameters: readonly unknown[] = []) =>
    (await client.query<T>(text, [...parameters])).rows;

  const draft = async (table: string, given: Record<string, unknown>) => {
    const columns = await query<Column>(
      `select a.attname as name, t.typname as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as required
       from pg_attribute a join pg_type t on t.oid = a.atttypid
       where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
      [table],
    );
    const made = columns
      .filter((column) => column.required)
      .map((column) => [column.name, valueOf(table, column)] as const);
    return { ...Object.fromEntries(made), ...given };
  };
  const insert = async (table: string, given: Record<string, unknown>) => {
    const row = await draft(table, given);
    const names = Object.keys(row)
      .map((name) => `"${name}"`)
      .join(', ');
    const marks = Object.keys(row)
      .map((_, index) => `$${index + 1}`)
      .join(', ');
    return (
      await query<Record<string, unknown>>(
        `insert into ${table} (${names}) values (${marks}) returning *`,
        Object.values(row),
      )
    )[0]!;
  };
  return { draft, insert, query, close: () => client.end() };
}
