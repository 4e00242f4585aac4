import { events } from '@carillon/api';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db.ts';
import type { Logger } from '../log.ts';
import * as store from './store.ts';
import type { DomainEvent } from './types.ts';

export type AnyHandler = (event: DomainEvent, tx: Tx) => Promise<void>;
export type OutboxDeps = { readonly db: Database; readonly clock: Clock; readonly log: Logger };

const maxAttempts = 8;

/** 1, 2, 4 … 64 seconds. */
const backoffMs = (attempts: number) => 1_000 * 2 ** Math.min(attempts, 6);

/** The key of a handler. */
export const handlerKey = (consumer: string, name: string) => `${consumer} ${name}`;

/** Runs handlers for the deliveries of one batch, each in a savepoint of the batch's transaction. */
export function createDelivery(deps: OutboxDeps, handlers: ReadonlyMap<string, AnyHandler>) {
  const failed = async (tx: Tx, delivery: store.Delivery, error: unknown) => {
    const attempts = delivery.attempts + 1;
    const fields = { consumer: delivery.consumer, eventId: delivery.eventId, attempts, error };
    const dead = attempts >= maxAttempts;
    if (dead) deps.log.error(fields, 'event delivery given up');
    else deps.log.warn(fields, 'event delivery failed, will be tried again');
    const dueAt = deps.clock.now().add({ milliseconds: backoffMs(delivery.attempts) });
    await store.markDelivery(tx, delivery, {
      state: dead ? 'dead' : 'waiting',
      dueAt,
      error: String(error).slice(0, 2_000),
    });
  };

  return async (tx: Tx, delivery: store.Delivery) => {
    const { consumer, name, eventId, aggregateId, createdAt } = delivery;
    const handler = handlers.get(handlerKey(consumer, name));
    await sql`savepoint delivery`.execute(tx);
    try {
      if (!handler) throw new Error(`${consumer} no longer handles ${name}`);
      const payload = events[name].parse(delivery.payload);
      await handler({ id: eventId, name, aggregateId, payload, at: createdAt }, tx);
      await sql`release savepoint delivery`.execute(tx);
      await store.markDelivery(tx, delivery, { state: 'done', dueAt: deps.clock.now(), error: null });
    } catch (error) {
      await sql`rollback to savepoint delivery`.execute(tx);
      await failed(tx, delivery, error);
    }
  };
}
