import pg from 'pg';
import type { ConnectionSettings } from '#platform/db';
import type { Logger } from '#platform/log';

/** A connection of one's own, in the operator's role for good. */
export interface FactsConnection {
  /** Runs one prepared statement, alone in its transaction. @throws when the database refuses or is away */
  run(statement: { readonly name: string; readonly text: string; readonly values: readonly unknown[] }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Facts are the one write on the path of a call. A pooled transaction is four round trips (begin, scope, insert,
 * commit); a connection that stays in the operator's role needs one, and keeps the statement planned.
 */
export function createFactsConnection(settings: ConnectionSettings, log: Logger): FactsConnection {
  let opening: Promise<pg.Client> | null = null;

  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: settings.url,
      application_name: 'carillon call facts',
      statement_timeout: 5_000,
    });
    const forget = () => {
      opening = null;
    };
    client.on('error', (error) => {
      log.warn({ error }, 'connection for call facts lost');
      forget();
    });
    client.on('end', forget);
    await client.connect();
    await client.query('set role carillon_operator');
    return client;
  };

  const connected = (): Promise<pg.Client> => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };

  return {
    async run({ name, text, values }) {
      const client = await connected();
      await client.query({ name, text, values: [...values] });
    },
    async close() {
      const client = await opening?.catch(() => null);
      await client?.end();
    },
  };
}
