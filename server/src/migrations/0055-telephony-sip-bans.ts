import { sql, type Kysely } from 'kysely';

/** Sources that the SIP ports don't hear for a while: the operator's, of no organization. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sip_bans (
      id uuid primary key,
      -- An IPv4 address, or a /64 of IPv6.
      source text not null,
      reason text not null,
      strikes integer not null,
      note text,
      banned_by text,
      -- Users and numbers that were tried: personal data, gone a week after the ban.
      names text[] not null default '{}',
      banned_at timestamptz not null,
      expires_at timestamptz not null,
      lifted_at timestamptz
    )`.execute(db);
  await sql`create index sip_bans_by_expiry on sip_bans (expires_at)`.execute(db);
  await sql`grant select, insert, update, delete on sip_bans to carillon_operator`.execute(db);
}
