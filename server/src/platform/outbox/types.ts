import type { EventName, EventPayload } from '@carillon/api';
import type { Tx } from '../db.ts';

export type DomainEvent<N extends EventName = EventName> = {
  readonly id: string;
  readonly name: N;
  readonly aggregateId: string;
  readonly payload: EventPayload<N>;
  readonly at: Temporal.Instant;
};

/**
 * Reacts to an event. What it writes through `tx` (operator scope) commits together with "this consumer has seen this
 * event", hence happens once. Anything else it does (a mail, a SIP message) may happen again after a crash.
 */
export type EventHandler<N extends EventName> = (event: DomainEvent<N>, tx: Tx) => Promise<void>;

/** A delivery given up on; its consumer goes on with the next event. */
export type DeadDelivery = {
  readonly consumer: string;
  readonly eventId: string;
  readonly name: string;
  readonly aggregateId: string;
  readonly attempts: number;
  readonly error: string | null;
};
