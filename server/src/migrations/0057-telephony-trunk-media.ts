import { sql, type Kysely } from 'kysely';

/** Calls to a carrier can be offered with keys for their sound (RFC 4568). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table trunks add column secures_media boolean not null default false`.execute(db);
}
