import { z } from 'zod';
import { callSummary, liveCall } from './operations/call-views.ts';
import { teamMember } from './operations/team.ts';

/**
 * One WebSocket at `/api/v1/realtime`, authenticated by the session cookie and Origin. A subscription answers with a
 * snapshot, then numbered changes; after a reconnection the client asks to resume from the last number it saw and gets
 * either the missing changes or a new snapshot. Commands never travel here.
 */
export const realtimePath = '/api/v1/realtime';

export const topics = {
  /** Own calls in progress. */
  'my-calls': z.object({ calls: z.array(liveCall) }),
  /** Colleagues and their availability. */
  team: z.object({ members: z.array(teamMember) }),
  /** Calls that have just ended, for the call log (own, or the organization's for those who may). */
  'call-log': z.object({ ended: z.array(callSummary) }),
} as const;
export type Topic = keyof typeof topics;
export type TopicData<T extends Topic> = z.infer<(typeof topics)[T]>;

export const clientMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    topic: z.string().max(60),
    afterSequence: z.number().int().nonnegative().optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), topic: z.string().max(60) }),
  z.object({ type: z.literal('ping') }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

/** Each `change` carries the topic's whole new data (small) under the next number. */
export type ServerMessage =
  | { type: 'snapshot' | 'change'; topic: Topic; sequence: number; data: unknown }
  | { type: 'refused'; topic: string; code: string }
  | { type: 'signed_out' }
  | { type: 'server_stopping'; restartExpectedSeconds: number }
  | { type: 'pong'; at: string };
