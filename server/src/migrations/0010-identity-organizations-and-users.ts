import { sql, type Kysely } from 'kysely';

/** Organizations and their members; the operator's own people, who stand outside every organization. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table organizations (
      id uuid primary key,
      name text not null,
      country char(2) not null,
      time_zone text not null,
      language text not null check (language in ('fr', 'en')),
      created_at timestamptz not null
    )`.execute(db);
  await sql`select carillon_protect('organizations', 'id')`.execute(db);

  await sql`
    create table users (
      id uuid primary key,
      organization_id uuid not null references organizations (id),
      name text not null,
      -- Lower case; what the person signs in with once the invitation is accepted.
      email text not null,
      role text not null,
      extension text,
      language text check (language in ('fr', 'en')),
      time_zone text,
      theme text not null default 'auto' check (theme in ('light', 'dark', 'auto')),
      state text not null check (state in ('active', 'invited', 'suspended')),
      created_at timestamptz not null,
      last_seen_at timestamptz,
      -- Set when the account was reported compromised: the old password no longer signs in.
      password_reset_required boolean not null default false,
      paid_destinations_paused_until timestamptz,
      removed_at timestamptz
    )`.execute(db);
  await sql`create unique index users_extension on users (organization_id, extension) where removed_at is null`.execute(
    db,
  );
  await sql`create unique index users_email on users (organization_id, email) where removed_at is null`.execute(db);
  await sql`create index users_by_name on users (organization_id, lower(name), id) where removed_at is null`.execute(
    db,
  );
  await sql`select carillon_protect('users')`.execute(db);

  await sql`
    create table staff_members (
      id uuid primary key,
      name text not null,
      email text not null unique,
      language text not null check (language in ('fr', 'en')),
      time_zone text not null,
      theme text not null default 'auto' check (theme in ('light', 'dark', 'auto')),
      created_at timestamptz not null,
      last_seen_at timestamptz
    )`.execute(db);
}
