import { sql, type Kysely } from 'kysely';

/**
 * Administrative acts. Append-only twice: neither role holds the right to change a row, and a trigger refuses it to
 * anyone who would. `organization_id` is null for acts of the operator that concern no organization.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_entries (
      id uuid primary key,
      organization_id uuid,
      at timestamptz not null,
      actor_kind text not null check (actor_kind in ('user', 'staff', 'api_key', 'system')),
      actor_id uuid,
      actor_name text not null,
      action text not null,
      subject_kind text,
      subject_id text,
      details jsonb not null
    )`.execute(db);
  await sql`create index audit_entries_newest on audit_entries (organization_id, id desc)`.execute(db);
  await sql`select carillon_protect('audit_entries')`.execute(db);
  await sql`revoke update, delete, truncate on audit_entries from carillon_app, carillon_operator`.execute(db);
  await sql`
    create function audit_entries_are_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'audit entries are append-only';
    end $$`.execute(db);
  await sql`create trigger audit_entries_append_only before update or delete or truncate on audit_entries
    for each statement execute function audit_entries_are_append_only()`.execute(db);
}
