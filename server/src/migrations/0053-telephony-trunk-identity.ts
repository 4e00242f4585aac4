import { sql, type Kysely } from 'kysely';

/** What a carrier is told about callers and forwarding, and whether its own word is believed (RFC 3325). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table trunks
      add column trusted boolean not null default true,
      add column caller_id_header text not null default 'p_asserted_identity'
        check (caller_id_header in ('p_asserted_identity', 'remote_party_id', 'both', 'none')),
      add column forwarding_header text not null default 'diversion'
        check (forwarding_header in ('none', 'diversion', 'history_info', 'both')),
      add column forwarded_caller_id text not null default 'own'
        check (forwarded_caller_id in ('own', 'original')),
      add column follows_redirects boolean not null default false`.execute(db);
}
