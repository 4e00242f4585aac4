import type { NumberView } from '@carillon/api';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';

export type NumberRow = {
  id: string;
  organizationId: string;
  e164: string;
  kind: NumberView['kind'];
  label: string | null;
  assignedUserId: string | null;
  presentable: boolean;
  createdAt: Temporal.Instant;
};

type CallerIdRow = { userId: string; organizationId: string; numberId: string };
type NumbersTables = { phoneNumbers: NumberRow; callerIdSelections: CallerIdRow };

const from = (tx: Tx) => tx.withTables<NumbersTables>().selectFrom('phoneNumbers').selectAll();

function refuseDuplicate(error: unknown): never {
  throw (error as { code?: string }).code === '23505' ? appError('already_exists', { cause: error }) : error;
}

/** @throws already_exists when any organization has the number */
export async function insertNumbers(tx: Tx, rows: readonly NumberRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 1_000) {
    const chunk = rows.slice(start, start + 1_000);
    await tx.withTables<NumbersTables>().insertInto('phoneNumbers').values(chunk).execute().catch(refuseDuplicate);
  }
}

export async function findNumberRow(tx: Tx, id: string): Promise<NumberRow | null> {
  return (await from(tx).where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function lockNumberRow(tx: Tx, id: string): Promise<NumberRow | null> {
  return (await from(tx).where('id', '=', id).forUpdate().executeTakeFirst()) ?? null;
}

export async function findNumberByE164(tx: Tx, e164: string): Promise<NumberRow | null> {
  return (await from(tx).where('e164', '=', e164).executeTakeFirst()) ?? null;
}

export type NumberPage = {
  readonly organizationId: string;
  /** Digits or words of the label. */
  readonly q?: string | undefined;
  /** Only this member's numbers. */
  readonly assignedUserId?: string | undefined;
  readonly afterE164: string | null;
  readonly limit: number;
};

/** By number; one row more than asked tells that there is a next page. */
export async function pageOfNumbers(tx: Tx, page: NumberPage): Promise<NumberRow[]> {
  let query = from(tx)
    .where('organizationId', '=', page.organizationId)
    .orderBy('e164')
    .limit(page.limit + 1);
  const { q, afterE164, assignedUserId } = page;
  if (assignedUserId) query = query.where('assignedUserId', '=', assignedUserId);
  if (afterE164) query = query.where('e164', '>', afterE164);
  if (q) {
    const literal = q.replace(/[\\%_]/g, '\\$&');
    const digits = q.replace(/\D/g, '').replace(/^0/, '');
    query = query.where((eb) =>
      eb.or([eb('label', 'ilike', `%${literal}%`), ...(digits ? [eb('e164', 'like', `%${digits}%`)] : [])]),
    );
  }
  return query.execute();
}

/** Every number of the organization that some member could present: assigned ones and shared ones. */
export async function presentableNumbers(tx: Tx, organizationId: string): Promise<NumberRow[]> {
  const query = from(tx).where('organizationId', '=', organizationId).orderBy('createdAt').orderBy('id');
  return query.where((eb) => eb.or([eb('presentable', '=', true), eb('assignedUserId', 'is not', null)])).execute();
}

export async function numbersOf(tx: Tx, userIds: readonly string[]): Promise<NumberRow[]> {
  if (userIds.length === 0) return [];
  return from(tx)
    .where('assignedUserId', 'in', [...userIds])
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

export type NumberPatch = Partial<Pick<NumberRow, 'assignedUserId' | 'label' | 'presentable'>>;

export async function updateNumberRow(tx: Tx, id: string, patch: NumberPatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await tx.withTables<NumbersTables>().updateTable('phoneNumbers').set(patch).where('id', '=', id).execute();
}

/** The member left: their numbers ring nobody, and what they presented is forgotten. Returns the numbers freed. */
export async function releaseNumbersOf(tx: Tx, userId: string): Promise<NumberRow[]> {
  await tx.withTables<NumbersTables>().deleteFrom('callerIdSelections').where('userId', '=', userId).execute();
  const release = tx.withTables<NumbersTables>().updateTable('phoneNumbers').set({ assignedUserId: null });
  return release.where('assignedUserId', '=', userId).returningAll().execute();
}

export async function callerIdChoices(tx: Tx, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const query = tx
    .withTables<NumbersTables>()
    .selectFrom('callerIdSelections')
    .selectAll()
    .where('userId', 'in', [...userIds]);
  return new Map((await query.execute()).map((row) => [row.userId, row.numberId]));
}

export async function saveCallerIdChoice(tx: Tx, row: CallerIdRow): Promise<void> {
  const { numberId } = row;
  const insert = tx.withTables<NumbersTables>().insertInto('callerIdSelections').values(row);
  await insert.onConflict((conflict) => conflict.column('userId').doUpdateSet({ numberId })).execute();
}

export async function forgetCallerIdChoice(tx: Tx, userId: string): Promise<void> {
  await tx.withTables<NumbersTables>().deleteFrom('callerIdSelections').where('userId', '=', userId).execute();
}

export async function countNumbers(tx: Tx, organizationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await tx
    .withTables<NumbersTables>()
    .selectFrom('phoneNumbers')
    .select((eb) => ['organizationId', eb.cast<number>(eb.fn.countAll(), 'integer').as('count')])
    .where('organizationId', 'in', [...organizationIds])
    .groupBy('organizationId')
    .execute();
  return new Map(rows.map((row) => [row.organizationId, row.count]));
}
