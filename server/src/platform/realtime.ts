export { createRealtime, type RealtimeServer } from './realtime/server.ts';
export type { Realtime } from './realtime/types.ts';
