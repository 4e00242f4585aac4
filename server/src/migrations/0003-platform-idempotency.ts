import { sql, type Kysely } from 'kysely';

/** Answers of POST requests by `Idempotency-Key`; `answer` is encrypted and null while the request runs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table idempotency_key (
    actor_key text not null,
    key text not null,
    fingerprint text not null,
    answer text,
    created_at timestamptz not null,
    primary key (actor_key, key)
  )`.execute(db);
  await sql`create index idempotency_key_age on idempotency_key (created_at)`.execute(db);
}
