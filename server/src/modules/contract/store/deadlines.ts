import type { Tx } from '#platform/db';
import type { OrderFormRow } from './order-form-rows.ts';
import type { ContractTables, DeadlineRow } from './tables.ts';

/** Planned once for an order form, kind and instant. */
export async function insertDeadlines(tx: Tx, rows: readonly DeadlineRow[]): Promise<void> {
  if (rows.length === 0) return;
  const insert = tx
    .withTables<ContractTables>()
    .insertInto('contractDeadlines')
    .values([...rows]);
  await insert.onConflict((conflict) => conflict.doNothing()).execute();
}

/** Takes the one that is due longest, held until the end of `tx`; null when nothing is due. */
export async function takeDueDeadline(tx: Tx, now: Temporal.Instant): Promise<DeadlineRow | null> {
  const query = tx.withTables<ContractTables>().selectFrom('contractDeadlines').selectAll().where('doneAt', 'is', null);
  const due = query.where('dueAt', '<=', now).orderBy('dueAt').orderBy('id').limit(1);
  return (await due.forUpdate().skipLocked().executeTakeFirst()) ?? null;
}

export async function finishDeadline(tx: Tx, id: string, doneAt: Temporal.Instant): Promise<void> {
  await tx.withTables<ContractTables>().updateTable('contractDeadlines').set({ doneAt }).where('id', '=', id).execute();
}

export type WaitingDeadline = DeadlineRow & Pick<OrderFormRow, 'number' | 'content'>;

/** What is still to come for everybody, the next first. */
export async function waitingDeadlines(tx: Tx): Promise<WaitingDeadline[]> {
  return tx
    .withTables<ContractTables>()
    .selectFrom('contractDeadlines')
    .innerJoin('orderForms', 'orderForms.id', 'contractDeadlines.orderFormId')
    .selectAll('contractDeadlines')
    .select(['orderForms.number', 'orderForms.content'])
    .where('contractDeadlines.doneAt', 'is', null)
    .orderBy('contractDeadlines.dueAt')
    .limit(200)
    .execute();
}
