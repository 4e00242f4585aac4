import { destinationClass, type DestinationClass } from '@carillon/telnum';
import { sql, type Tx } from '#platform/db';
import type { TelephonyTables } from '../tables.ts';
import type { TollCall } from '../toll/decide.ts';
import { defaultTollLimits, type TollLimits } from '../toll/limits.ts';
import type { TollAlert, TollAlertKind } from '../toll/toll-guard.ts';

const tables = (tx: Tx) => tx.withTables<TelephonyTables>();

/** The organization's own limits, else the default ones. */
export async function findTollLimits(tx: Tx, organizationId: string): Promise<TollLimits> {
  const row = await tables(tx)
    .selectFrom('tollLimits')
    .select('limits')
    .where('organizationId', '=', organizationId)
    .executeTakeFirst();
  return row?.limits ?? defaultTollLimits;
}

export async function saveTollLimits(tx: Tx, organizationId: string, limits: TollLimits, at: string): Promise<void> {
  const values = { limits: JSON.stringify(limits), updatedAt: at };
  await tables(tx)
    .insertInto('tollLimits')
    .values({ organizationId, ...values })
    .onConflict((conflict) => conflict.column('organizationId').doUpdateSet(values))
    .execute();
}

export type PastQuery = {
  readonly organizationId: string;
  readonly country: string;
  readonly classes: readonly DestinationClass[];
  readonly sinceIso: string;
};

/** More calls to the outside in a day than any limit allows to count need not be read one by one. */
const maxPast = 50_000;

/** Calls to the outside since a time, of the classes that count: one for each leg over a trunk. */
export async function pastTollCalls(tx: Tx, query: PastQuery): Promise<TollCall[]> {
  const { rows } = await sql<{
    callId: string;
    userId: string | null;
    number: string;
    startedMs: number;
    talked: number;
  }>`
    select l.call_id as "callId", c.from_user_id as "userId", l.number,
      extract(epoch from l.started_at)::float8 * 1000 as "startedMs",
      coalesce(extract(epoch from l.ended_at - l.answered_at), 0)::float8 as talked
    from call_legs l join calls c on c.id = l.call_id
    where l.organization_id = ${query.organizationId} and l.started_at >= ${query.sinceIso}::timestamptz
      and l.kind = 'trunk' and l.role = 'target' and l.number is not null
    order by l.started_at desc limit ${maxPast}`.execute(tx);
  return rows
    .map(({ callId, userId, number, startedMs, talked }) => {
      const destination = number.startsWith('+') ? destinationClass(number, query.country) : 'short';
      return { callId, userId, destination, startedAtMs: startedMs, seconds: talked } satisfies TollCall;
    })
    .filter(({ destination }) => query.classes.includes(destination));
}

export async function insertTollAlert(tx: Tx, id: string, alert: TollAlert): Promise<void> {
  const { atMs, ...row } = alert;
  await tables(tx)
    .insertInto('tollAlerts')
    .values({ id, ...row, at: new Date(atMs).toISOString() })
    .execute();
}

export type StoredAlert = Omit<TollAlert, 'atMs'> & { readonly id: string; readonly at: Temporal.Instant };

/** The newest alarms that the scope may see. */
export async function recentTollAlerts(tx: Tx, limit: number): Promise<StoredAlert[]> {
  const rows = await tables(tx).selectFrom('tollAlerts').selectAll().orderBy('at', 'desc').limit(limit).execute();
  return rows.map(({ kind, destination, reason, ...row }) => ({
    ...row,
    kind: kind as TollAlertKind,
    destination: destination as DestinationClass,
    reason: reason as TollAlert['reason'],
  }));
}
