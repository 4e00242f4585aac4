import { sql, type Kysely } from 'kysely';

/** Versions of the terms, who accepted which, and the notices that organizations are sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table terms_versions (
      id uuid primary key,
      document text not null check (document in ('general', 'data_processing', 'ai')),
      label text not null,
      effective_from date not null,
      -- The French text is the contract; the others are for information.
      text_fr text not null,
      text_en text,
      sha256 text not null,
      is_significant boolean not null,
      is_negative boolean not null,
      is_regulatory boolean not null,
      published_at timestamptz not null,
      published_on date not null,
      published_by_name text not null,
      unique (document, label),
      unique (document, effective_from)
    )`.execute(db);
  await sql`grant select on terms_versions to carillon_app`.execute(db);
  await sql`revoke update, delete on terms_versions from carillon_operator`.execute(db);

  await sql`
    create table terms_acceptances (
      id uuid primary key,
      organization_id uuid not null references organizations (id),
      terms_version_id uuid not null references terms_versions (id),
      user_id uuid references users (id),
      name text not null,
      -- True: in the name of the organization, which the terms then bind.
      is_for_organization boolean not null,
      accepted_at timestamptz not null,
      sha256 text not null,
      ip_address text,
      user_agent text
    )`.execute(db);
  await sql`create unique index terms_acceptances_once on terms_acceptances
    (terms_version_id, organization_id, user_id, is_for_organization) nulls not distinct`.execute(db);
  await sql`select carillon_protect('terms_acceptances')`.execute(db);
  await sql`revoke update, delete on terms_acceptances from carillon_app, carillon_operator`.execute(db);

  await sql`
    create table notices (
      id uuid primary key,
      organization_id uuid not null references organizations (id),
      kind text not null,
      rule_id text not null,
      subject_id uuid not null,
      recipient text not null,
      subject text not null,
      body text not null,
      body_sha256 text not null,
      created_at timestamptz not null,
      sent_at timestamptz,
      delivery text not null check (delivery in ('queued', 'sent', 'failed', 'not_configured')),
      attempts integer not null default 0,
      unique (kind, subject_id, recipient)
    )`.execute(db);
  await sql`create index notices_queued on notices (created_at) where delivery = 'queued'`.execute(db);
  await sql`create index notices_by_organization on notices (organization_id, id)`.execute(db);
  await sql`select carillon_protect('notices')`.execute(db);
  await sql`revoke insert, update, delete on notices from carillon_app`.execute(db);
  // What was said is never rewritten: only what became of the delivery is recorded.
  await sql`revoke update, delete on notices from carillon_operator`.execute(db);
  await sql`grant update (sent_at, delivery, attempts) on notices to carillon_operator`.execute(db);
}
