import { sql, type Kysely } from 'kysely';

/** Extensions that no person has: rooms where callers meet, messages that callers hear. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table service_extensions (
      id uuid primary key,
      organization_id uuid not null,
      extension text not null,
      name text not null,
      kind text not null check (kind in ('conference', 'announcement')),
      max_parties integer check ((kind = 'conference') = (max_parties is not null)),
      sound text check ((kind = 'announcement') = (sound is not null)),
      repeats boolean not null default false,
      created_at timestamptz not null,
      removed_at timestamptz
    )`.execute(db);
  await sql`create unique index service_extensions_extension on service_extensions (organization_id, extension)
    where removed_at is null`.execute(db);
  await sql`select carillon_protect('service_extensions')`.execute(db);
}
