import { sql, type Kysely } from 'kysely';

/**
 * `outbox_event` is written in the transaction of the change: anyone may add to it, only the dispatcher (operator)
 * reads. The dispatcher turns each event into one `outbox_delivery` for each consumer and marks it spread. Events are
 * found by that mark, not by a cursor on `position`: one that commits late is picked up late, never skipped.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table outbox_event (
    position bigint generated always as identity primary key,
    id uuid not null unique,
    name text not null,
    aggregate_id text not null,
    payload jsonb not null,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    spread boolean not null default false
  )`.execute(db);
  await sql`create index outbox_event_unspread on outbox_event (position) where not spread`.execute(db);
  await sql`create index outbox_event_age on outbox_event (created_at)`.execute(db);
  await sql`create table outbox_consumer (
    consumer text not null,
    name text not null,
    primary key (consumer, name)
  )`.execute(db);
  await sql`create table outbox_delivery (
    consumer text not null,
    event_id uuid not null references outbox_event (id) on delete cascade,
    position bigint not null,
    aggregate_id text not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
    attempts integer not null default 0,
    due_at timestamptz not null,
    error text,
    primary key (consumer, event_id)
  )`.execute(db);
  await sql`create index outbox_delivery_waiting on outbox_delivery (consumer, aggregate_id, position)
    where state = 'waiting'`.execute(db);
  await sql`create index outbox_delivery_dead on outbox_delivery (position) where state = 'dead'`.execute(db);
  await sql`create index outbox_delivery_event on outbox_delivery (event_id)`.execute(db);
  await sql`grant insert on outbox_event to carillon_app`.execute(db);
}
