import { sql, type Kysely } from 'kysely';

/** What can ring, where it is reached, and the links to carriers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table devices (
      id uuid primary key,
      organization_id uuid not null,
      user_id uuid not null,
      kind text not null check (kind in ('browser', 'desk_phone')),
      name text not null,
      sip_username text not null unique,
      -- Digest secrets (RFC 7616 3.4.2); null for a browser, which holds no SIP password.
      ha1_md5 text,
      ha1_sha256 text,
      created_at timestamptz not null,
      removed_at timestamptz
    )`.execute(db);
  await sql`create index devices_by_organization on devices (organization_id, id) where removed_at is null`.execute(db);
  await sql`create index devices_by_user on devices (user_id) where removed_at is null`.execute(db);
  await sql`create unique index devices_one_browser on devices (user_id)
    where kind = 'browser' and removed_at is null`.execute(db);
  await sql`select carillon_protect('devices')`.execute(db);

  await sql`
    create table registrations (
      id uuid primary key,
      organization_id uuid not null,
      device_id uuid not null references devices (id) on delete cascade,
      -- Instance and reg-id (RFC 5626), else the Contact URI: what makes two REGISTERs the same binding.
      binding_key text not null,
      contact_uri text not null,
      path text[] not null default '{}',
      transport text not null,
      local_address text not null,
      local_port integer not null,
      remote_address text not null,
      remote_port integer not null,
      instance_id text,
      user_agent text,
      sip_call_id text not null,
      cseq bigint not null,
      registered_at timestamptz not null,
      expires_at timestamptz not null,
      unique (device_id, binding_key)
    )`.execute(db);
  await sql`create index registrations_by_organization on registrations (organization_id, device_id)`.execute(db);
  await sql`select carillon_protect('registrations')`.execute(db);

  await sql`
    create table availability (
      user_id uuid primary key,
      organization_id uuid not null,
      availability text not null check (availability in ('available', 'away', 'do_not_disturb')),
      changed_at timestamptz not null
    )`.execute(db);
  await sql`select carillon_protect('availability')`.execute(db);

  await sql`
    create table trunks (
      id uuid primary key,
      -- Null: the operator's own, which serves every organization.
      organization_id uuid,
      name text not null,
      host text not null,
      port integer not null check (port between 1 and 65535),
      transport text not null check (transport in ('udp', 'tcp', 'tls')),
      authentication text not null check (authentication in ('address', 'registration')),
      username text,
      password_sealed text,
      allowed_sources text[] not null default '{}',
      number_format text not null check (number_format in ('e164_plus', 'e164', 'national')),
      max_calls integer check (max_calls between 1 and 10000),
      enabled boolean not null,
      created_at timestamptz not null,
      removed_at timestamptz
    )`.execute(db);
  await sql`create index trunks_by_organization on trunks (organization_id) where removed_at is null`.execute(db);
  await sql`select carillon_protect('trunks')`.execute(db);
  // A customer sees the operator's trunks (their name and state), and writes only its own.
  await sql`create policy trunks_shared on trunks for select using (organization_id is null)`.execute(db);
}
