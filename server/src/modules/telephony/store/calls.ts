import type { Direction, Outcome } from '@carillon/api';
import { sql, type Tx } from '#platform/db';
import type { CallRow, DetailRow, LegRow } from '../http/present-call.ts';
import type { TelephonyTables } from '../tables.ts';

export type CallFilter = {
  /** Only calls in which this member had a part; null: every call of the scope. */
  readonly userId: string | null;
  /** Part of a name or number. */
  readonly q?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly outcome?: Outcome | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export type CallPage = CallFilter & {
  readonly after: { readonly startedAt: string; readonly id: string } | null;
  readonly limit: number;
};

const columns = [
  'id',
  'organizationId',
  'direction',
  'outcome',
  'hangupCause',
  'hungUpBy',
  'failureTextKey',
  'fromUserId',
  'fromName',
  'fromNumber',
  'toUserId',
  'toName',
  'toNumber',
  'userIds',
  'startedAt',
  'answeredAt',
  'endedAt',
  'ringSeconds',
  'talkSeconds',
] as const;

/** Newest first; one row more than asked tells that there is a next page. */
export function pageOfCalls(tx: Tx, page: CallPage): Promise<CallRow[]> {
  const { after, limit } = page;
  let query = filtered(tx, page)
    .select([...columns])
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after !== null) {
    query = query.where(sql<boolean>`(started_at, id) < (${after.startedAt}::timestamptz, ${after.id}::uuid)`);
  }
  return query.execute();
}

function filtered(tx: Tx, filter: CallFilter) {
  const { userId, q, direction, outcome, from, to } = filter;
  let query = tx.withTables<TelephonyTables>().selectFrom('calls');
  if (userId !== null) query = query.where(sql<boolean>`user_ids @> array[${userId}::uuid]`);
  if (direction !== undefined) query = query.where('direction', '=', direction);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (from !== undefined) query = query.where(sql<boolean>`started_at >= ${from}::timestamptz`);
  if (to !== undefined) query = query.where(sql<boolean>`started_at < ${to}::timestamptz`);
  if (q === undefined || q.trim() === '') return query;
  const like = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const number = `%${q.replace(/[^\d+]/g, '') || '\u0000'}%`;
  return query.where((eb) =>
    eb.or([
      eb('fromName', 'ilike', like),
      eb('toName', 'ilike', like),
      eb('fromNumber', 'like', number),
      eb('toNumber', 'like', number),
    ]),
  );
}

export async function findCall(tx: Tx, callId: string): Promise<DetailRow | null> {
  const calls = tx.withTables<TelephonyTables>().selectFrom('calls');
  return (await calls.selectAll().where('id', '=', callId).executeTakeFirst()) ?? null;
}

export function legsOfCall(tx: Tx, callId: string): Promise<LegRow[]> {
  const legs = tx.withTables<TelephonyTables>().selectFrom('callLegs');
  return legs.selectAll().where('callId', '=', callId).orderBy('startedAt').orderBy('id').execute();
}
