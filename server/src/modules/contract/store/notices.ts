import type { Tx } from '#platform/db';
import type { ContractTables, NoticeRow } from './tables.ts';

/** Once for each kind, subject and recipient. */
export async function insertNotice(tx: Tx, row: NoticeRow): Promise<void> {
  const insert = tx.withTables<ContractTables>().insertInto('notices').values(row);
  await insert.onConflict((conflict) => conflict.doNothing()).execute();
}

/** Takes one notice that waits, held until the end of `tx`, so that two senders never take the same. */
export async function takeQueuedNotice(tx: Tx): Promise<NoticeRow | null> {
  const query = tx.withTables<ContractTables>().selectFrom('notices').selectAll().where('delivery', '=', 'queued');
  const oldest = query.orderBy('attempts').orderBy('createdAt').orderBy('id').limit(1);
  return (await oldest.forUpdate().skipLocked().executeTakeFirst()) ?? null;
}

export type NoticeOutcome = Pick<NoticeRow, 'delivery' | 'sentAt' | 'attempts'>;

export async function recordNoticeOutcome(tx: Tx, id: string, outcome: NoticeOutcome): Promise<void> {
  await tx.withTables<ContractTables>().updateTable('notices').set(outcome).where('id', '=', id).execute();
}
