import { sql, type Kysely } from 'kysely';

/** What the signed identity of a caller was worth (STIR/SHAKEN): attestation, verdict and why. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table calls add column caller_identity jsonb`.execute(db);
}
