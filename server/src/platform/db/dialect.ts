import {
  CamelCasePlugin,
  PostgresDialect,
  type KyselyConfig,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely';
import type pg from 'pg';

/** pg would send a Temporal value as quoted JSON; PostgreSQL reads its RFC 3339 text. */
function parameter(value: unknown): unknown {
  if (value instanceof Temporal.Instant || value instanceof Temporal.PlainDate) return value.toString();
  return typeof value === 'bigint' ? value.toString() : value;
}

function withTemporal(client: pg.PoolClient): PostgresPoolClient {
  return {
    query: (text: string, values?: readonly unknown[]) => client.query(text, values?.map(parameter)),
    release: () => client.release(),
  } as unknown as PostgresPoolClient;
}

/** Kysely over our pool: camelCase in code, snake_case in tables, Temporal both ways. */
export function openDialect(pool: pg.Pool): KyselyConfig {
  const adapted = {
    options: pool.options,
    connect: async () => withTemporal(await pool.connect()),
    end: () => pool.end(),
  } as PostgresPool;
  return {
    dialect: new PostgresDialect({ pool: adapted }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  };
}
