import { readConfig } from '#config';
import { openDatabase, operatorScope, sql } from '#platform/db';
import { findRunningDatabase } from '../../../src/platform/db/start.ts';
import { silentLogger } from '#platform/log';
import type { Program } from '../../program.ts';

type Row = Readonly<Record<string, unknown>>;

/** The database of the running program, as its operator sees it. */
export interface Rows {
  of(table: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function openRows(program: Program): Promise<Rows> {
  const url = await findRunningDatabase(readConfig(program.environment));
  if (url === null) throw new Error('the program has no database');
  const db = openDatabase({ url, poolSize: 1 }, silentLogger());
  return {
    of: async (table) => {
      const result = await db.read(operatorScope, (tx) => sql<Row>`select * from ${sql.table(table)}`.execute(tx));
      return result.rows;
    },
    close: () => db.close(),
  };
}
