import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { ConnectionSettings } from './pool.ts';

export type Listener = { close(): Promise<void> };

export type ListenOptions = {
  readonly onMessage: (payload: string) => void;
  /** Called after each reconnection: notifications sent in between are lost. */
  readonly onReconnect: () => void;
  readonly log: Logger;
  readonly clock: Clock;
};

const retryMs = 1_000;

/** Listens on a PostgreSQL channel with a connection of its own, which is renewed when it breaks. */
export async function listen(
  connection: ConnectionSettings,
  channel: string,
  options: ListenOptions,
): Promise<Listener> {
  let client: pg.Client | null = null;
  let closed = false;

  const open = async () => {
    const next = new pg.Client({
      connectionString: connection.url,
      application_name: 'carillon listener',
      keepAlive: true,
    });
    next.on('notification', (message) => options.onMessage(message.payload ?? ''));
    next.on('error', (error) => options.log.warn({ error }, 'database listener lost'));
    next.once('end', () => {
      if (!closed && client === next) retry();
    });
    await next.connect();
    await next.query(`listen ${next.escapeIdentifier(channel)}`);
    client = next;
  };
  const retry = () => {
    client = null;
    options.clock.setTimer(retryMs, () => {
      if (!closed) open().then(options.onReconnect, retry);
    });
  };

  await open();
  return {
    async close() {
      closed = true;
      await client?.end();
    },
  };
}
