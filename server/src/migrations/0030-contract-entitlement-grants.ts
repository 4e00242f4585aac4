import { sql, type Kysely } from 'kysely';

/** What staff granted or refused an organization, where it differs from the default catalogue. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table entitlement_grants (
      organization_id uuid not null references organizations (id),
      key text not null,
      granted boolean not null,
      -- Null: no limit.
      count_limit integer check (count_limit >= 0),
      reason text not null,
      rule_id text,
      updated_at timestamptz not null,
      primary key (organization_id, key)
    )`.execute(db);
  await sql`select carillon_protect('entitlement_grants')`.execute(db);
  // Only staff write grants: an organization reads what it was granted.
  await sql`revoke insert, update, delete on entitlement_grants from carillon_app`.execute(db);
}
