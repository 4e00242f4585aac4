import { sql, type Kysely } from 'kysely';

/** What a dead process leaves behind, and who owned it: read by the sweeper alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table call_facts (
      call_id uuid not null,
      -- Given by the call, so that a repeated write changes nothing.
      sequence integer not null,
      organization_id uuid not null,
      kind text not null,
      leg_id uuid,
      at timestamptz not null,
      data jsonb not null,
      primary key (call_id, sequence)
    )`.execute(db);
  await sql`create index call_facts_by_organization on call_facts (organization_id, at)`.execute(db);
  await sql`select carillon_protect('call_facts')`.execute(db);

  await sql`
    create table call_owners (
      call_id uuid primary key,
      organization_id uuid not null,
      node_id uuid not null,
      started_at timestamptz not null
    )`.execute(db);
  await sql`create index call_owners_by_node on call_owners (node_id)`.execute(db);
  await sql`select carillon_protect('call_owners')`.execute(db);

  // Not customer data: one row for each running signalling process.
  await sql`
    create table telephony_nodes (
      node_id uuid primary key,
      started_at timestamptz not null,
      heartbeat_at timestamptz not null
    )`.execute(db);
  await sql`grant select, insert, update, delete on telephony_nodes to carillon_operator`.execute(db);
}
