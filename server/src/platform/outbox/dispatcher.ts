import { events, type EventName } from '@carillon/api';
import { sql } from 'kysely';
import type { Clock, TimerHandle } from '../clock.ts';
import { operatorScope, type Database, type Tx } from '../db.ts';
import { listen, type Listener } from '../db/listen.ts';
import type { Logger } from '../log.ts';
import { outboxChannel } from './publish.ts';
import * as store from './store.ts';
import type { DeadDelivery, DomainEvent, EventHandler } from './types.ts';

export interface Outbox {
  /** `consumer` names who reacts (`telephony.secrets`): it sees each event once, in order for each aggregate. */
  subscribe<N extends EventName>(consumer: string, name: N, handler: EventHandler<N>): void;
  /** Starts to listen and deliver. */
  start(): Promise<void>;
  /** Lets the deliveries under way finish. */
  stop(): Promise<void>;
  /** Delivers all that is due now: what `start` does on each notification. Tests call it directly. */
  drain(): Promise<void>;
  /** Deliveries given up on, oldest first. */
  dead(): Promise<DeadDelivery[]>;
  /** Tries a dead delivery again. */
  retryDead(consumer: string, eventId: string): Promise<boolean>;
}

const batchSize = 50;
/** Also looks without a notification: one is lost when the listener's connection breaks. */
const pollMs = 5_000;
const keepMs = 7 * 24 * 3_600_000;
const maxAttempts = 8;

/** 1, 2, 4 … 64 seconds. */
const backoffMs = (attempts: number) => 1_000 * 2 ** Math.min(attempts, 6);

type AnyHandler = (event: DomainEvent, tx: Tx) => Promise<void>;
type OutboxDeps = { readonly db: Database; readonly clock: Clock; readonly log: Logger };

/** Runs handlers for the deliveries of one batch, each in a savepoint of the batch's transaction. */
function createDelivery(deps: OutboxDeps, handlers: ReadonlyMap<string, AnyHandler>) {
  const failed = async (tx: Tx, delivery: store.Delivery, error: unknown) => {
    const attempts = delivery.attempts + 1;
    const fields = { consumer: delivery.consumer, eventId: delivery.eventId, attempts, error };
    const dead = attempts >= maxAttempts;
    if (dead) deps.log.error(fields, 'event delivery given up');
    else deps.log.warn(fields, 'event delivery failed, will be tried again');
    const dueAt = deps.clock.now().add({ milliseconds: backoffMs(delivery.attempts) });
    await store.markDelivery(tx, delivery, { state: dead ? 'dead' : 'waiting', dueAt, error: String(error).slice(0, 2_000) });
  };

  return async (tx: Tx, delivery: store.Delivery) => {
    const { consumer, name, eventId, aggregateId, createdAt } = delivery;
    const handler = handlers.get(`${consumer} ${name}`);
    await sql`savepoint delivery`.execute(tx);
    try {
      if (!handler) throw new Error(`${consumer} no longer handles ${name}`);
      const payload = events[name].parse(delivery.payload);
      await handler({ id: eventId, name, aggregateId, payload, at: createdAt } as DomainEvent, tx);
      await sql`release savepoint delivery`.execute(tx);
      await store.markDelivery(tx, delivery, { state: 'done', dueAt: deps.clock.now(), error: null });
    } catch (error) {
      await sql`rollback to savepoint delivery`.execute(tx);
      await failed(tx, delivery, error);
    }
  };
}

/** Carries events from the outbox to their consumers, at least once each, effects through `tx` exactly once. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { db, clock, log } = deps;
  const handlers = new Map<string, AnyHandler>();
  const subscriptions: { consumer: string; name: string }[] = [];
  const deliver = createDelivery(deps, handlers);
  let listener: Listener | null = null;
  let timer: TimerHandle | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let registered = 0;
  let stopped = false;

  const consumers = () => [...new Set(subscriptions.map((entry) => entry.consumer))];

  const register = async () => {
    const missing = subscriptions.slice(registered);
    if (missing.length === 0) return;
    await db.transaction(operatorScope, async (tx) => {
      for (const entry of missing) await store.registerConsumer(tx, entry.consumer, entry.name);
    });
    registered += missing.length;
  };

  const deliverBatch = () =>
    db.transaction(operatorScope, async (tx) => {
      const batch = await store.claimDeliveries(tx, consumers(), clock.now(), batchSize);
      for (const delivery of batch) await deliver(tx, delivery);
      return batch.length;
    });

  const drainOnce = async () => {
    await register();
    const spread = () => db.transaction(operatorScope, (tx) => store.spreadEvents(tx, clock.now(), 500));
    while ((await spread()) > 0);
    while (!stopped && (await deliverBatch()) > 0);
  };

  /** One run at a time; a wake-up during a run causes one more, since it may tell of something not seen yet. */
  const drain = (): Promise<void> => {
    again = true;
    running ??= (async () => {
      try {
        while (again) {
          again = false;
          await drainOnce();
        }
      } finally {
        running = null;
      }
    })();
    return running;
  };

  const schedule = async () => {
    const dueAt = await db.read(operatorScope, (tx) => store.nextDueAt(tx, consumers())).catch(() => null);
    if (stopped) return;
    const waitMs = dueAt ? dueAt.epochMilliseconds - clock.nowMs() : pollMs;
    timer = clock.setTimer(Math.min(pollMs, Math.max(20, waitMs)), wake);
  };

  const wake = () => {
    if (timer) clock.clearTimer(timer);
    timer = null;
    if (stopped) return;
    drain()
      .catch((error: unknown) => log.error({ error }, 'outbox run failed'))
      .finally(() => (timer ? undefined : schedule()));
  };

  return {
    subscribe(consumer, name, handler) {
      const key = `${consumer} ${name}`;
      if (handlers.has(key)) throw new Error(`${consumer} already handles ${name}`);
      handlers.set(key, handler as unknown as AnyHandler);
      subscriptions.push({ consumer, name });
    },
    async start() {
      await register();
      const before = clock.now().subtract({ milliseconds: keepMs });
      await db.transaction(operatorScope, (tx) => store.removeOldEvents(tx, before));
      listener = await listen(db.connection, outboxChannel, { onMessage: wake, onReconnect: wake, log, clock });
      wake();
    },
    async stop() {
      stopped = true;
      if (timer) clock.clearTimer(timer);
      await listener?.close();
      await running?.catch(() => {});
    },
    drain,
    dead: () => db.read(operatorScope, store.deadDeliveries),
    retryDead: (consumer, eventId) =>
      db.transaction(operatorScope, (tx) => store.reviveDelivery(tx, consumer, eventId, clock.now())),
  };
}
