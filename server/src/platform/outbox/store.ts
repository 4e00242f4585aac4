import type { EventName } from '@carillon/api';
import { sql } from 'kysely';
import type { Tx } from '../db.ts';
import type { DeadDelivery } from './types.ts';

export type Delivery = {
  consumer: string;
  eventId: string;
  name: EventName;
  aggregateId: string;
  payload: unknown;
  createdAt: Temporal.Instant;
  attempts: number;
};

/** Makes a consumer known: events from now on are kept for it. */
export async function registerConsumer(tx: Tx, consumer: string, name: string): Promise<void> {
  await sql`insert into outbox_consumer (consumer, name) values (${consumer}, ${name}) on conflict do nothing`.execute(
    tx,
  );
}

/** Turns new events into deliveries. Returns how many events were spread. */
export async function spreadEvents(tx: Tx, now: Temporal.Instant, limit: number): Promise<number> {
  const { rows } = await sql`with fresh as (
      select id, position, name, aggregate_id from outbox_event where not spread
      order by position limit ${limit} for update skip locked
    ), added as (
      insert into outbox_delivery (consumer, event_id, position, aggregate_id, due_at)
      select c.consumer, f.id, f.position, f.aggregate_id, ${now} from fresh f join outbox_consumer c using (name)
      on conflict do nothing
    )
    update outbox_event set spread = true from fresh where outbox_event.id = fresh.id returning outbox_event.id`.execute(
    tx,
  );
  return rows.length;
}

/**
 * Locks the oldest waiting delivery of each (consumer, aggregate), when it is due. A later event of the same aggregate
 * stays back while an earlier one waits, also while another process holds that one.
 */
export async function claimDeliveries(
  tx: Tx,
  consumers: readonly string[],
  now: Temporal.Instant,
  limit: number,
): Promise<Delivery[]> {
  const { rows } =
    await sql<Delivery>`select d.consumer, d.event_id, d.attempts, e.name, e.aggregate_id, e.payload, e.created_at
    from outbox_delivery d join outbox_event e on e.id = d.event_id
    where d.state = 'waiting' and d.due_at <= ${now} and d.consumer = any(${consumers})
      and not exists (select 1 from outbox_delivery earlier where earlier.state = 'waiting'
        and earlier.consumer = d.consumer and earlier.aggregate_id = d.aggregate_id and earlier.position < d.position)
    order by d.position limit ${limit} for update of d skip locked`.execute(tx);
  return rows;
}

type Mark = {
  readonly state: 'done' | 'waiting' | 'dead';
  readonly dueAt: Temporal.Instant;
  readonly error: string | null;
};

export async function markDelivery(tx: Tx, delivery: Delivery, mark: Mark): Promise<void> {
  await sql`update outbox_delivery set state = ${mark.state}, due_at = ${mark.dueAt}, error = ${mark.error},
      attempts = attempts + 1
    where consumer = ${delivery.consumer} and event_id = ${delivery.eventId}`.execute(tx);
}

/**
 * When the next delivery falls due, or null. Only the first of each aggregate counts: those behind it have been due for
 * long, and would make us look again and again while it waits for its next try.
 */
export async function nextDueAt(tx: Tx, consumers: readonly string[]): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ dueAt: Temporal.Instant | null }>`select min(d.due_at) as due_at from outbox_delivery d
    where d.state = 'waiting' and d.consumer = any(${consumers})
      and not exists (select 1 from outbox_delivery earlier where earlier.state = 'waiting'
        and earlier.consumer = d.consumer and earlier.aggregate_id = d.aggregate_id and earlier.position < d.position)`.execute(
    tx,
  );
  return rows[0]?.dueAt ?? null;
}

export async function deadDeliveries(tx: Tx): Promise<DeadDelivery[]> {
  const { rows } = await sql<DeadDelivery>`select d.consumer, d.event_id, e.name, d.aggregate_id, d.attempts, d.error
    from outbox_delivery d join outbox_event e on e.id = d.event_id
    where d.state = 'dead' order by d.position limit 200`.execute(tx);
  return rows;
}

/** Gives a dead delivery all its attempts again. Returns false when there is none. */
export async function reviveDelivery(
  tx: Tx,
  consumer: string,
  eventId: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const { numAffectedRows } = await sql`update outbox_delivery set state = 'waiting', attempts = 0, due_at = ${now}
    where consumer = ${consumer} and event_id = ${eventId} and state = 'dead'`.execute(tx);
  return numAffectedRows === 1n;
}

/** Removes events older than `before` that nobody waits for; dead ones stay until somebody looked. */
export async function removeOldEvents(tx: Tx, before: Temporal.Instant): Promise<number> {
  const { numAffectedRows } = await sql`delete from outbox_event e where e.spread and e.created_at < ${before}
    and not exists (select 1 from outbox_delivery d where d.event_id = e.id and d.state <> 'done')`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
