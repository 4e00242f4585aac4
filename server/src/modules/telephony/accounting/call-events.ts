import type { EventPayload } from '@carillon/api';
import type { CallEffect } from '../call/effects.ts';
import type { Call } from '../call/types.ts';

type CallEventName =
  | 'telephony.call.started'
  | 'telephony.call.answered'
  | 'telephony.call.held'
  | 'telephony.call.transferred';

export type CallEvent = {
  [N in CallEventName]: { readonly name: N; readonly payload: EventPayload<N> };
}[CallEventName];

/**
 * The event of a fact, or null: most facts are nobody's business. `call` is the call after the step, `before` the one
 * before it: who answers second (after a transfer) does not answer the call again.
 */
export function callEvent(
  effect: Extract<CallEffect, { kind: 'fact' }>,
  { call, before, atMs }: { readonly call: Call; readonly before: Call; readonly atMs: number },
): CallEvent | null {
  const { id: callId, organizationId, direction } = call;
  const common = { callId, organizationId, direction, at: new Date(atMs).toISOString() };
  const { leg, transferred } = effect;
  if (effect.fact === 'call_started') {
    return { name: 'telephony.call.started', payload: { ...common, from: call.from, to: call.to } };
  }
  if (effect.fact === 'leg_answered' && leg !== null && before.answeredAtMs === null) {
    return { name: 'telephony.call.answered', payload: { ...common, userId: leg.userId, legId: leg.id } };
  }
  if ((effect.fact === 'held' || effect.fact === 'resumed') && leg !== null) {
    return { name: 'telephony.call.held', payload: { ...common, legId: leg.id, held: effect.fact === 'held' } };
  }
  if (transferred === undefined) return null;
  const { byUserId, how: kind, to } = transferred;
  return { name: 'telephony.call.transferred', payload: { ...common, byUserId, kind, to } };
}
