import { sql, type Kysely } from 'kysely';

/**
 * `outbox_event` is written in the transaction of the change. Anyone may add to it, only the dispatcher (operator) reads.
 * `position` orders events, `xid` tells which of them are certainly visible: see `platform/outbox/README`.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`create table outbox_event (
    position bigint generated always as identity primary key,
    id uuid not null unique,
    name text not null,
    aggregate_id text not null,
    payload jsonb not null,
    version integer not null default 1,
    transaction_id xid8 not null default pg_current_xact_id(),
    created_at timestamptz not null default now()
  )`.execute(db);
  await sql`create table outbox_delivery (
    consumer text not null,
    event_id uuid not null,
    position bigint not null,
    name text not null,
    aggregate_id text not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
    attempts integer not null default 0,
    due_at timestamptz not null,
    error text,
    done_at timestamptz,
    primary key (consumer, event_id)
  )`.execute(db);
  await sql`create index outbox_delivery_waiting on outbox_delivery (due_at, position) where state = 'waiting'`.execute(db);
  await sql`create index outbox_delivery_order on outbox_delivery (consumer, aggregate_id, position)
    where state = 'waiting'`.execute(db);
  await sql`create index outbox_delivery_done on outbox_delivery (done_at) where state = 'done'`.execute(db);
  await sql`create table outbox_consumer (
    consumer text not null,
    name text not null,
    primary key (consumer, name)
  )`.execute(db);
  await sql`create table outbox_cursor (
    only_row boolean primary key default true check (only_row),
    position bigint not null default 0
  )`.execute(db);
  await sql`insert into outbox_cursor default values`.execute(db);
  await sql`grant insert on outbox_event to carillon_app`.execute(db);
}
