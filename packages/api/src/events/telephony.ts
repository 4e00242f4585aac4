import { z } from 'zod';
import { id, instant } from '../common.ts';
import { direction, hungUpBy, outcome, party } from '../operations/call-views.ts';

const call = { callId: id, organizationId: id, direction, at: instant };

/** Events of a call, in the order of its life; ordered per call (aggregate = callId). */
export const callStarted = z.object({ ...call, from: party, to: party });
export const callAnswered = z.object({ ...call, userId: id.nullable(), legId: id });
export const callHeld = z.object({ ...call, legId: id, held: z.boolean() });
export const callTransferred = z.object({
  ...call,
  byUserId: id.nullable(),
  kind: z.enum(['blind', 'attended']),
  to: party,
});
export const callEnded = z.object({
  ...call,
  from: party,
  to: party,
  outcome,
  hangupCause: z.string(),
  hungUpBy,
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant,
  ringSeconds: z.number().int(),
  talkSeconds: z.number().int(),
  userIds: z.array(id),
});
export const registrationChanged = z.object({
  organizationId: id,
  userId: id,
  deviceId: id,
  registered: z.boolean(),
  at: instant,
});
export const availabilityChanged = z.object({ organizationId: id, userId: id, availability: z.string(), at: instant });
