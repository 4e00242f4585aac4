import { sql, type Kysely } from 'kysely';

/**
 * What better-auth keeps (tables `auth_*`, ids equal to those of users or staff), and what guards sign-in. None of it
 * is reachable under an organization's scope: these tables are not granted to `carillon_app`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table auth_users (
      id uuid primary key,
      name text not null,
      email text not null unique,
      email_verified boolean not null,
      image text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`
    create table auth_accounts (
      id uuid primary key,
      user_id uuid not null references auth_users (id) on delete cascade,
      account_id text not null,
      provider_id text not null,
      password text,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (provider_id, account_id)
    )`.execute(db);
  await sql`create index auth_accounts_by_user on auth_accounts (user_id)`.execute(db);
  await sql`
    create table auth_sessions (
      id uuid primary key,
      user_id uuid not null references auth_users (id) on delete cascade,
      -- SHA-256 of the cookie: reading this table gives nobody a session.
      token text not null unique,
      expires_at timestamptz not null,
      ip_address text,
      user_agent text,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index auth_sessions_by_user on auth_sessions (user_id)`.execute(db);
  await sql`
    create table auth_verifications (
      id uuid primary key,
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index auth_verifications_by_identifier on auth_verifications (identifier)`.execute(db);

  await sql`
    create table sign_in_throttles (
      -- Hash of "email:…" or "address:…": the table holds no personal data.
      key text primary key,
      failures integer not null,
      window_started_at timestamptz not null,
      blocked_until timestamptz
    )`.execute(db);
  await sql`
    create table setup_tokens (
      token_hash text primary key,
      created_at timestamptz not null,
      used_at timestamptz
    )`.execute(db);
}
