export { outboxRow, outboxRowsSql, publish, publishMany, type OutgoingEvent } from './outbox/publish.ts';
export { createOutbox, type Outbox } from './outbox/dispatcher.ts';
