import { sql, type Kysely } from 'kysely';

/** Figures of the contract that differ from the terms as delivered: for everybody, or for one organization. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table policy_changes (
      id uuid primary key,
      key text not null,
      layer text not null check (layer in ('form', 'annex', 'body')),
      -- Null: the terms of everybody.
      organization_id uuid references organizations (id),
      value jsonb not null,
      valid_from date not null,
      valid_to date check (valid_to > valid_from),
      reason text not null,
      recorded_at timestamptz not null,
      recorded_by_name text not null,
      withdrawn_at timestamptz,
      check ((layer = 'form') = (organization_id is not null))
    )`.execute(db);
  await sql`create index policy_changes_by_key on policy_changes (key, organization_id)`.execute(db);
  await sql`select carillon_protect('policy_changes')`.execute(db);
  await sql`create policy rows_of_everybody on policy_changes for select to carillon_app
    using (organization_id is null)`.execute(db);
  // Only staff write figures, and nobody rewrites one: a change is withdrawn, never edited.
  await sql`revoke insert, update, delete on policy_changes from carillon_app`.execute(db);
  await sql`revoke update, delete on policy_changes from carillon_operator`.execute(db);
  await sql`grant update (withdrawn_at) on policy_changes to carillon_operator`.execute(db);
}
