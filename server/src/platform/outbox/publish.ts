import { events, type EventName, type EventPayload } from '@carillon/api';
import { sql } from 'kysely';
import type { Tx } from '../db.ts';
import { newId } from '../ids.ts';

/** The name on which the dispatcher listens; carries no data. */
export const outboxChannel = 'carillon_outbox';

/**
 * Writes a domain event in the transaction of the change that it tells of: both happen or neither. `aggregateId` is
 * what the events are ordered by (a call's id for events of calls). Returns the event's id.
 */
export async function publish<N extends EventName>(
  tx: Tx,
  name: N,
  aggregateId: string,
  payload: EventPayload<N>,
): Promise<string> {
  const eventId = newId();
  const body = JSON.stringify(events[name].parse(payload));
  await sql`with added as (
      insert into outbox_event (id, name, aggregate_id, payload) values (${eventId}, ${name}, ${aggregateId}, ${body})
    ) select pg_notify(${outboxChannel}, '')`.execute(tx);
  return eventId;
}

/** An event as a row of `outboxRowsSql`: for a module that writes it in a statement of its own. */
export function outboxRow<N extends EventName>(name: N, payload: EventPayload<N>) {
  return { event_id: newId(), event_name: name, event_payload: payload };
}

/**
 * Two parts of a `with`, for a statement that writes facts and their events at once: the rows of `source` (event_id,
 * event_name, aggregate_id, event_payload; in this order) become events, and the dispatcher is woken when somebody
 * waits for one of them. Payloads are not parsed here but when they are delivered.
 */
export function outboxRowsSql(source: string): string {
  return `outbox_added as (
      insert into outbox_event (id, name, aggregate_id, payload)
      select event_id, event_name, aggregate_id, event_payload from ${source} returning name
    ), outbox_woken as (
      select pg_notify('${outboxChannel}', '') from outbox_consumer join outbox_added using (name) limit 1
    )`;
}

export type OutgoingEvent<N extends EventName> = { readonly aggregateId: string; readonly payload: EventPayload<N> };

/** As `publish`, for many events of one name in one statement: calls that end together share a transaction. */
export async function publishMany<N extends EventName>(
  tx: Tx,
  name: N,
  published: readonly OutgoingEvent<N>[],
): Promise<void> {
  if (published.length === 0) return;
  const rows = published.map(({ aggregateId, payload }) => {
    return { id: newId(), name, aggregate_id: aggregateId, payload: events[name].parse(payload) };
  });
  await sql`with added as (
      insert into outbox_event (id, name, aggregate_id, payload)
      select id, name, aggregate_id, payload
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(id uuid, name text, aggregate_id text, payload jsonb)
    ) select pg_notify(${outboxChannel}, '')`.execute(tx);
}
