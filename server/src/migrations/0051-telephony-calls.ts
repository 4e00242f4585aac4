import { sql, type Kysely } from 'kysely';

/** Calls at their end, their legs, the immutable accounting rows, and the facts written as they happen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table calls (
      id uuid primary key,
      organization_id uuid not null,
      direction text not null check (direction in ('inbound', 'outbound', 'internal')),
      outcome text not null,
      hangup_cause text not null,
      hung_up_by text not null check (hung_up_by in ('caller', 'callee', 'system')),
      failure_text_key text,
      from_user_id uuid,
      from_name text,
      from_number text,
      to_user_id uuid,
      to_name text,
      to_number text,
      user_ids uuid[] not null,
      started_at timestamptz not null,
      answered_at timestamptz,
      ended_at timestamptz not null,
      ring_seconds integer not null,
      talk_seconds integer not null,
      trace jsonb not null
    )`.execute(db);
  await sql`create index calls_log on calls (organization_id, started_at desc, id desc)`.execute(db);
  await sql`create index calls_of_user on calls using gin (user_ids)`.execute(db);
  await sql`select carillon_protect('calls')`.execute(db);

  await sql`
    create table call_legs (
      id uuid primary key,
      organization_id uuid not null,
      call_id uuid not null,
      kind text not null check (kind in ('browser', 'desk_phone', 'trunk', 'system')),
      role text not null check (role in ('caller', 'target')),
      user_id uuid,
      name text,
      number text,
      device_id uuid,
      device_name text,
      trunk_id uuid,
      transport text,
      sip_call_id text,
      started_at timestamptz not null,
      ringing_at timestamptz,
      answered_at timestamptz,
      ended_at timestamptz not null,
      outcome text not null,
      hangup_cause text not null,
      sip_status integer,
      media jsonb
    )`.execute(db);
  await sql`create index call_legs_by_call on call_legs (call_id)`.execute(db);
  await sql`create index call_legs_by_organization on call_legs (organization_id)`.execute(db);
  await sql`select carillon_protect('call_legs')`.execute(db);

  await sql`
    create table call_records (
      leg_id uuid primary key,
      organization_id uuid not null,
      call_id uuid not null,
      direction text not null,
      role text not null,
      user_id uuid,
      device_id uuid,
      trunk_id uuid,
      from_number text,
      to_number text,
      caller_id text,
      started_at timestamptz not null,
      answered_at timestamptz,
      ended_at timestamptz not null,
      ring_seconds integer not null,
      talk_seconds integer not null,
      billable_seconds integer not null,
      outcome text not null,
      hangup_cause text not null,
      hung_up_by text not null,
      sip_status integer
    )`.execute(db);
  await sql`create index call_records_by_call on call_records (call_id)`.execute(db);
  await sql`create index call_records_by_time on call_records (organization_id, started_at)`.execute(db);
  await sql`
    create function call_records_are_immutable() returns trigger language plpgsql as $$
    begin
      raise exception 'call records are immutable';
    end $$`.execute(db);
  await sql`create trigger call_records_immutable before update on call_records
    for each row execute function call_records_are_immutable()`.execute(db);
  await sql`select carillon_protect('call_records')`.execute(db);
}
