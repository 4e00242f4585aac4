import { operatorScope, sql, type Database, type Tx } from '#platform/db';
import { publishMany } from '#platform/outbox';
import type { Call } from '../call/types.ts';
import { callRows, endedEvent } from './call-records.ts';

export interface RecordsStore {
  /** Writes calls that are over, their legs, records and events, and gives up their ownership: all or nothing. */
  insert(calls: readonly Call[]): Promise<void>;
}

/**
 * Written twice is written once: every row has its natural key. Whoever deletes the owner row publishes the event, so
 * that a sweeper and a slow owner cannot both tell the house that a call ended.
 */
export function createRecordsStore(db: Database): RecordsStore {
  return {
    insert: (calls) =>
      db.transaction(operatorScope, async (tx) => {
        const claimed = await claim(tx, calls);
        const mine = calls.filter((call) => claimed.has(call.id));
        if (mine.length === 0) return;
        await insertRows(tx, mine);
        await publishMany(
          tx,
          'telephony.call.ended',
          mine.map((call) => ({ aggregateId: call.id, payload: endedEvent(call) })),
        );
      }),
  };
}

async function claim(tx: Tx, calls: readonly Call[]): Promise<Set<string>> {
  const ids = JSON.stringify(calls.map((call) => call.id));
  const { rows } = await sql<{ callId: string }>`
    delete from call_owners where call_id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))
    returning call_id`.execute(tx);
  return new Set(rows.map((row) => row.callId));
}

/** Rows travel as JSON, whose keys are column names. */
export async function insertRows(tx: Tx, calls: readonly Call[]): Promise<void> {
  const rows = calls.map(callRows);
  const json = (value: unknown) => JSON.stringify(value);
  await sql`
    with call as (
      insert into calls select * from jsonb_populate_recordset(null::calls, ${json(rows.map((row) => row.call))}::jsonb)
      on conflict (id) do nothing
    ), leg as (
      insert into call_legs
      select * from jsonb_populate_recordset(null::call_legs, ${json(rows.flatMap((row) => row.legs))}::jsonb)
      on conflict (id) do nothing
    )
    insert into call_records
    select * from jsonb_populate_recordset(null::call_records, ${json(rows.flatMap((row) => row.records))}::jsonb)
    on conflict (leg_id) do nothing`.execute(tx);
}
