export { publish } from './outbox/publish.ts';
export { createOutbox, type Outbox } from './outbox/dispatcher.ts';
export type { DeadDelivery, DomainEvent, EventHandler } from './outbox/types.ts';
