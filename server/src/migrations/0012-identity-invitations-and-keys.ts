import { sql, type Kysely } from 'kysely';

/** Links that let a person in (only their hash is kept), and the keys of programs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table invitations (
      id uuid primary key,
      organization_id uuid not null,
      user_id uuid not null references users (id),
      token_hash text not null unique,
      language text not null check (language in ('fr', 'en')),
      mailed boolean not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      accepted_at timestamptz,
      revoked_at timestamptz
    )`.execute(db);
  await sql`create index invitations_by_organization on invitations (organization_id, id)`.execute(db);
  await sql`select carillon_protect('invitations')`.execute(db);

  await sql`
    create table password_resets (
      id uuid primary key,
      organization_id uuid not null,
      user_id uuid not null references users (id),
      token_hash text not null unique,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`.execute(db);
  await sql`create index password_resets_by_user on password_resets (user_id)`.execute(db);
  await sql`select carillon_protect('password_resets')`.execute(db);

  await sql`
    create table api_keys (
      id uuid primary key,
      organization_id uuid not null,
      name text not null,
      -- The readable start of the secret, by which people recognise a key.
      prefix text not null,
      secret_hash text not null unique,
      permissions text[] not null,
      created_by_user_id uuid,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`.execute(db);
  await sql`create index api_keys_by_organization on api_keys (organization_id, id)`.execute(db);
  await sql`select carillon_protect('api_keys')`.execute(db);
}
