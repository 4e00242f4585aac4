export { createRealtime, type RealtimeServer } from './realtime/server.ts';
export type { Realtime, TopicSource } from './realtime/types.ts';
