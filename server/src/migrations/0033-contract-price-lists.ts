import { sql, type Kysely } from 'kysely';

/** Dated price lists. A list is never edited: a new one replaces it from its day on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table price_lists (
      id uuid primary key,
      currency text not null check (currency in ('EUR', 'GBP', 'USD')),
      label text not null,
      valid_from date not null,
      published_at timestamptz not null,
      published_by_name text not null,
      unique (currency, valid_from)
    )`.execute(db);
  await sql`
    create table price_list_items (
      price_list_id uuid not null references price_lists (id),
      product text not null,
      -- A month of one unit, without tax.
      amount_minor bigint not null check (amount_minor >= 0),
      primary key (price_list_id, product)
    )`.execute(db);
  await sql`grant select on price_lists, price_list_items to carillon_app`.execute(db);
  await sql`revoke update, delete on price_lists, price_list_items from carillon_operator`.execute(db);
}
