import { sql, type Kysely } from 'kysely';

/** Whether the forward key of a telephone (its 302) is followed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table devices add column follows_forwarding boolean not null default true`.execute(db);
}
