import { sql, type Kysely } from 'kysely';

/** Telephone numbers, who they ring, and the number that each member presents. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table phone_numbers (
      id uuid primary key,
      organization_id uuid not null references organizations (id),
      e164 text not null unique check (e164 ~ '^\\+[1-9][0-9]{6,14}$'),
      kind text not null check (kind in ('geographic', 'non_geographic', 'mobile', 'fax', 'conference')),
      label text,
      assigned_user_id uuid references users (id),
      -- Every member may present it, whoever it is assigned to.
      presentable boolean not null,
      created_at timestamptz not null
    )`.execute(db);
  await sql`create index phone_numbers_by_organization on phone_numbers (organization_id, e164)`.execute(db);
  await sql`create index phone_numbers_by_user on phone_numbers (assigned_user_id)
    where assigned_user_id is not null`.execute(db);
  await sql`select carillon_protect('phone_numbers')`.execute(db);

  await sql`
    create table caller_id_selections (
      user_id uuid primary key references users (id),
      organization_id uuid not null,
      number_id uuid not null references phone_numbers (id) on delete cascade
    )`.execute(db);
  await sql`select carillon_protect('caller_id_selections')`.execute(db);
}
