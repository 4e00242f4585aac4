import { sql, type Kysely } from 'kysely';

/** What the contract will do by itself, and when. The tick takes what is due by the server's clock. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table contract_deadlines (
      id uuid primary key,
      organization_id uuid not null references organizations (id),
      order_form_id uuid not null references order_forms (id),
      kind text not null check (kind in ('renewal_reminder', 'renewal')),
      rule_id text not null,
      due_at timestamptz not null,
      done_at timestamptz,
      unique (order_form_id, kind, due_at)
    )`.execute(db);
  await sql`create index contract_deadlines_due on contract_deadlines (due_at) where done_at is null`.execute(db);
  await sql`select carillon_protect('contract_deadlines')`.execute(db);
  await sql`revoke insert, update, delete on contract_deadlines from carillon_app`.execute(db);
  await sql`revoke update, delete on contract_deadlines from carillon_operator`.execute(db);
  await sql`grant update (done_at) on contract_deadlines to carillon_operator`.execute(db);
}
