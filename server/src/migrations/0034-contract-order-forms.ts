import { sql, type Kysely } from 'kysely';

/** Order forms with the documents that were shown and signed, and the evidence of what happened to each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table seller_identities (
      id uuid primary key,
      content jsonb not null,
      recorded_at timestamptz not null
    )`.execute(db);
  await sql`revoke update, delete on seller_identities from carillon_operator`.execute(db);

  await sql`
    create table order_forms (
      id uuid primary key,
      organization_id uuid not null references organizations (id),
      number text not null,
      version integer not null check (version > 0),
      state text not null
        check (state in ('draft', 'sent', 'viewed', 'signed', 'declined', 'expired', 'superseded')),
      content jsonb not null,
      created_at timestamptz not null,
      created_by_name text not null,
      sent_at timestamptz,
      expires_at timestamptz,
      ended_at timestamptz,
      link_hash text unique,
      document bytea,
      document_sha256 text,
      -- What the signatory declared, and the code that was mailed to them.
      signatory jsonb,
      code_hash text,
      code_expires_at timestamptz,
      code_failures integer not null default 0,
      codes_sent integer not null default 0,
      signed_document bytea,
      effective_date date,
      ends_on date,
      unique (number, version)
    )`.execute(db);
  await sql`create index order_forms_by_organization on order_forms (organization_id, id)`.execute(db);
  await sql`create index order_forms_open on order_forms (expires_at) where state in ('sent', 'viewed')`.execute(db);
  await sql`select carillon_protect('order_forms')`.execute(db);
  await sql`revoke insert, update, delete on order_forms from carillon_app`.execute(db);
  await sql`revoke delete on order_forms from carillon_operator`.execute(db);
  await sql`
    create function carillon_keep_signed() returns trigger language plpgsql as $$
    begin
      if old.state = 'signed' then raise exception 'a signed order form never changes'; end if;
      return new;
    end $$`.execute(db);
  await sql`create trigger order_forms_keep_signed before update on order_forms
    for each row execute function carillon_keep_signed()`.execute(db);
  await sql`create sequence order_form_numbers`.execute(db);

  await sql`
    create table order_form_events (
      order_form_id uuid not null references order_forms (id),
      organization_id uuid not null,
      sequence integer not null,
      kind text not null,
      at timestamptz not null,
      actor text not null,
      details jsonb not null,
      previous_hash text not null,
      hash text not null,
      primary key (order_form_id, sequence)
    )`.execute(db);
  await sql`select carillon_protect('order_form_events')`.execute(db);
  await sql`revoke insert, update, delete on order_form_events from carillon_app`.execute(db);
  await sql`revoke update, delete on order_form_events from carillon_operator`.execute(db);
}
