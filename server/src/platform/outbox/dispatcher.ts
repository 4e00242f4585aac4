import type { EventName } from '@carillon/api';
import { operatorScope } from '../db.ts';
import { listen, type Listener } from '../db/listen.ts';
import { createDelivery, handlerKey, type AnyHandler, type OutboxDeps } from './deliver.ts';
import { outboxChannel } from './publish.ts';
import * as store from './store.ts';
import type { DeadDelivery, EventHandler } from './types.ts';
import { createWakeUp } from './wake-up.ts';

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
const spreadSize = 500;
const keepMs = 7 * 24 * 3_600_000;

/** Carries events from the outbox to their consumers, at least once each, effects through `tx` exactly once. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { db, clock, log } = deps;
  const handlers = new Map<string, AnyHandler>();
  const subscriptions: { consumer: string; name: string }[] = [];
  const deliver = createDelivery(deps, handlers);
  let listener: Listener | null = null;
  let registered = 0;

  const consumers = () => [...new Set(subscriptions.map((entry) => entry.consumer))];

  const register = async () => {
    const missing = subscriptions.slice(registered);
    if (missing.length === 0) return;
    await db.transaction(operatorScope, async (tx) => {
      for (const entry of missing) await store.registerConsumer(tx, entry.consumer, entry.name);
    });
    registered += missing.length;
  };
  const spreadBatch = () => db.transaction(operatorScope, (tx) => store.spreadEvents(tx, clock.now(), spreadSize));
  /** Nothing was due: then the same transaction says when something will be. */
  const deliverBatch = () =>
    db.transaction(operatorScope, async (tx) => {
      const batch = await store.claimDeliveries(tx, consumers(), clock.now(), batchSize);
      for (const delivery of batch) await deliver(tx, delivery);
      const dueAt = batch.length > 0 ? null : await store.nextDueAt(tx, consumers());
      return { delivered: batch.length, dueMs: dueAt?.epochMilliseconds ?? null };
    });
  const run = async () => {
    try {
      await register();
      while ((await spreadBatch()) === spreadSize);
      let batch = await deliverBatch();
      while (batch.delivered > 0 && !wakeUp.stopped) batch = await deliverBatch();
      return batch.dueMs;
    } catch (error) {
      log.error({ error }, 'outbox run failed');
      throw error;
    }
  };
  const wakeUp = createWakeUp({ clock, run });

  return {
    subscribe(consumer, name, handler) {
      const key = handlerKey(consumer, name);
      if (handlers.has(key)) throw new Error(`${consumer} already handles ${name}`);
      handlers.set(key, handler as unknown as AnyHandler);
      subscriptions.push({ consumer, name });
    },
    async start() {
      await register();
      const before = clock.now().subtract({ milliseconds: keepMs });
      await db.transaction(operatorScope, (tx) => store.removeOldEvents(tx, before));
      const { wake } = wakeUp;
      listener = await listen(db.connection, outboxChannel, { onMessage: wake, onReconnect: wake, log, clock });
      wake();
    },
    async stop() {
      await listener?.close();
      await wakeUp.stop();
    },
    drain: wakeUp.drain,
    dead: () => db.read(operatorScope, store.deadDeliveries),
    retryDead: (consumer, eventId) =>
      db.transaction(operatorScope, (tx) => store.reviveDelivery(tx, consumer, eventId, clock.now())),
  };
}
