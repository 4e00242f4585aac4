import { createHash } from 'node:crypto';
import type { Operation } from '@carillon/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { actorKey } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { open, seal } from '../crypto.ts';
import { operatorScope, type Database } from '../db.ts';
import { appError } from '../errors.ts';

export interface Idempotency {
  /** Runs a POST once for each `Idempotency-Key` of an actor; a repeat gets the first answer again. */
  run(
    operation: Operation,
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<unknown>,
  ): Promise<unknown>;
}

type Slot = { actorKey: string; key: string; fingerprint: string };
type Stored = { fingerprint: string; answer: string | null };

/** A request that died half-way frees its key after this long. */
const abandonedAfter = '60 seconds';
const keyForm = /^[\x21-\x7e]{1,200}$/;

function slotOf(operation: Operation, request: FastifyRequest): Slot | null {
  const key = request.headers['idempotency-key'];
  if (operation.method !== 'POST' || key === undefined || !request.actor) return null;
  if (typeof key !== 'string' || !keyForm.test(key)) {
    throw appError('invalid_request', {
      fields: [{ path: 'Idempotency-Key', code: 'invalid_format', message: '1 to 200 visible ASCII characters' }],
    });
  }
  const fingerprint = createHash('sha256')
    .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
  return { actorKey: actorKey(request.actor), key, fingerprint };
}

export function createIdempotency(deps: { db: Database; clock: Clock; secretKey: Uint8Array }): Idempotency {
  /** Returns null when the slot is now ours, else what is stored. */
  const claim = (slot: Slot) =>
    deps.db.transaction(operatorScope, async (tx) => {
      const now = deps.clock.now();
      const { rows } = await sql`insert into idempotency_key (actor_key, key, fingerprint, created_at)
        values (${slot.actorKey}, ${slot.key}, ${slot.fingerprint}, ${now})
        on conflict (actor_key, key) do update set fingerprint = excluded.fingerprint, created_at = excluded.created_at
          where idempotency_key.answer is null
            and idempotency_key.created_at < ${now}::timestamptz - ${abandonedAfter}::interval
        returning key`.execute(tx);
      if (rows.length > 0) return null;
      const stored = await sql<Stored>`select fingerprint, answer from idempotency_key
        where actor_key = ${slot.actorKey} and key = ${slot.key}`.execute(tx);
      return stored.rows[0] ?? null;
    });
  const keep = (slot: Slot, answer: string) =>
    deps.db.transaction(operatorScope, (tx) =>
      sql`update idempotency_key set answer = ${answer}
        where actor_key = ${slot.actorKey} and key = ${slot.key}`.execute(tx),
    );
  const free = (slot: Slot) =>
    deps.db.transaction(operatorScope, (tx) =>
      sql`delete from idempotency_key where actor_key = ${slot.actorKey} and key = ${slot.key}`.execute(tx),
    );

  const replay = (slot: Slot, stored: Stored, reply: FastifyReply) => {
    if (stored.fingerprint !== slot.fingerprint) throw appError('idempotency_key_reused');
    if (stored.answer === null) throw appError('request_in_progress', { retryAfterSeconds: 1 });
    reply.header('idempotency-replayed', 'true');
    return JSON.parse(open(stored.answer, deps.secretKey)).answer as unknown;
  };

  return {
    async run(operation, request, reply, work) {
      const slot = slotOf(operation, request);
      if (!slot) return work();
      const stored = await claim(slot);
      if (stored) return replay(slot, stored, reply);
      try {
        const answer = await work();
        // Sealed, because an answer may hold a secret that is shown once.
        await keep(slot, seal(JSON.stringify({ answer }), deps.secretKey));
        return answer;
      } catch (error) {
        await free(slot);
        throw error;
      }
    },
  };
}
