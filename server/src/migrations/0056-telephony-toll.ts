import { sql, type Kysely } from 'kysely';

/** What an organization may spend on calls to the outside, and what its guard saw. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table toll_limits (
      organization_id uuid primary key,
      limits jsonb not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`select carillon_protect('toll_limits')`.execute(db);

  await sql`
    create table toll_alerts (
      id uuid primary key,
      organization_id uuid not null,
      kind text not null check (kind in ('limit_reached', 'out_of_hours')),
      destination text not null,
      reason text,
      user_id uuid not null,
      calls integer not null,
      at timestamptz not null
    )`.execute(db);
  await sql`create index toll_alerts_by_organization on toll_alerts (organization_id, at)`.execute(db);
  await sql`create index toll_alerts_by_time on toll_alerts (at)`.execute(db);
  await sql`select carillon_protect('toll_alerts')`.execute(db);
}
