export { outboxRow, outboxRowsSql, publish, publishMany } from './outbox/publish.ts';
export { createOutbox, type Outbox } from './outbox/dispatcher.ts';
