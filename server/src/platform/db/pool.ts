import pg from 'pg';
import type { Logger } from '../log.ts';

/** How to reach a database: `url` is a postgres:// address with user and password. */
export type ConnectionSettings = { readonly url: string };

export type PoolSettings = ConnectionSettings & { readonly poolSize?: number; readonly statementTimeoutMs?: number };

const timestamptz = pg.types.builtins.TIMESTAMPTZ;
const date = pg.types.builtins.DATE;
const int8 = pg.types.builtins.INT8;

/** PostgreSQL prints `2026-01-05 10:00:00.5+00`; Temporal wants a T and a full offset. */
function parseInstant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text.replace(' ', 'T'));
}

/** `timestamptz` comes as Temporal.Instant, `date` as Temporal.PlainDate and `int8` as bigint, so that neither loses precision on the way. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === timestamptz) return parseInstant;
    if (oid === date) return (text: string) => Temporal.PlainDate.from(text);
    if (oid === int8) return BigInt;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/** The pool of the whole process. Statements that hang are cut by PostgreSQL itself. */
export function createPool(settings: PoolSettings, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.poolSize ?? 20,
    statement_timeout: settings.statementTimeoutMs ?? 15_000,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'carillon',
    types,
  });
  pool.on('error', (error) => log.warn({ error }, 'idle database connection lost'));
  return pool;
}
