import { z } from 'zod';
import { id, instant } from '../common.ts';

export const direction = z.enum(['inbound', 'outbound', 'internal']);
export type Direction = z.infer<typeof direction>;
export const callState = z.enum(['ringing', 'in_flow', 'queued', 'connected', 'held', 'ended']);
export type CallState = z.infer<typeof callState>;
export const outcome = z.enum([
  'answered',
  'missed',
  'abandoned',
  'voicemail',
  'busy',
  'rejected',
  'no_answer',
  'failed',
  'blocked',
]);
export type Outcome = z.infer<typeof outcome>;
export const hungUpBy = z.enum(['caller', 'callee', 'system']);
export type HungUpBy = z.infer<typeof hungUpBy>;

/** One side of a call as people see it: a member, an outside number, or neither known. */
export const party = z.object({
  userId: id.nullable(),
  name: z.string().nullable(),
  /** E.164, extension, or null when withheld. */
  number: z.string().nullable(),
});
export type Party = z.infer<typeof party>;

export const callSummary = z.object({
  id,
  direction,
  state: callState,
  outcome: outcome.nullable(),
  from: party,
  to: party,
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  ringSeconds: z.number().int().nullable(),
  talkSeconds: z.number().int().nullable(),
  hungUpBy: hungUpBy.nullable(),
});
export type CallSummary = z.infer<typeof callSummary>;

export const mediaCounters = z.object({
  codec: z.string().nullable(),
  transcoded: z.boolean(),
  packetsReceived: z.number().int(),
  packetsSent: z.number().int(),
  packetsLost: z.number().int(),
  jitterMs: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  mos: z.number().nullable(),
  /** False when nothing was heard from this side for the whole leg. */
  heard: z.boolean(),
});
export type MediaCounters = z.infer<typeof mediaCounters>;

export const legView = z.object({
  id,
  kind: z.enum(['browser', 'desk_phone', 'trunk', 'system']),
  party,
  device: z.string().nullable(),
  startedAt: instant,
  ringingAt: instant.nullable(),
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: outcome.nullable(),
  hangupCause: z.string().nullable(),
  sipStatus: z.number().int().nullable(),
  transport: z.string().nullable(),
  media: mediaCounters.nullable(),
});
export type LegView = z.infer<typeof legView>;

/** One decision of the routing: what was asked, what was decided, and the sentence that a person reads. */
export const traceEntry = z.object({
  at: instant,
  step: z.string(),
  decision: z.string(),
  /** Key in packages/i18n with its values, so that the sentence is read in the reader's language. */
  textKey: z.string(),
  values: z.record(z.string(), z.string()),
});
export type TraceEntry = z.infer<typeof traceEntry>;

/** What the signed identity of a caller was worth (STIR/SHAKEN). */
export const callerIdentity = z.object({
  verstat: z.enum(['passed', 'failed', 'not_checked']),
  /** A: the operator knows caller and number; B: the caller; C: only where the call came in. */
  attestation: z.enum(['A', 'B', 'C']).nullable(),
  /** Why it did not pass; null when it did. */
  reason: z
    .enum([
      'malformed',
      'unsupported',
      'stale',
      'other_number',
      'certificate_refused',
      'certificate_unreachable',
      'wrong_signature',
      'not_configured',
      'too_late',
    ])
    .nullable(),
  signer: z.string().nullable(),
  origId: z.string().nullable(),
});
export type CallerIdentity = z.infer<typeof callerIdentity>;

export const callDetail = callSummary.extend({
  legs: z.array(legView),
  trace: z.array(traceEntry),
  hangupCause: z.string().nullable(),
  /** Why it did not succeed, as a sentence key; null when it did. */
  failureTextKey: z.string().nullable(),
  callerIdentity: callerIdentity.nullable(),
});
export type CallDetail = z.infer<typeof callDetail>;

/** A call in progress as its user sees it in the call bar; the bar renders this and nothing else. */
export const liveCall = z.object({
  id,
  direction,
  state: callState,
  other: party,
  startedAt: instant,
  answeredAt: instant.nullable(),
  /** SIP Call-ID of the viewer's leg, by which the browser finds its own session. Null while only other devices ring. */
  sipCallId: z.string().nullable(),
  legId: id.nullable(),
  deviceKind: z.enum(['browser', 'desk_phone']).nullable(),
  heldByMe: z.boolean(),
  heldByOther: z.boolean(),
  /** The held call that this one was dialled to consult about, when there is one. */
  consultationFor: id.nullable(),
  callerId: z.string().nullable(),
  quality: z.enum(['good', 'fair', 'poor', 'no_media']).nullable(),
});
export type LiveCall = z.infer<typeof liveCall>;
