import type { RunningCall } from '../call/running-call.ts';
import type { CallService } from '../call/call-service.ts';
import type { Call, RoutePlan } from '../call/types.ts';

export type TransferCommand =
  | { readonly kind: 'started' }
  /** The call, or the consultation, is not in a state that allows it. */
  | { readonly kind: 'not_in_state' }
  | { readonly kind: 'unreachable'; readonly textKey: string };

/** The connected leg of a user in a call that has somebody on its other side. */
export function connectedLegOf(call: Call, userId: string): string | null {
  if (call.pair === null || call.transfer !== null || call.ringing !== null) return null;
  return call.pair.find((legId) => call.legs[legId]?.userId === userId) ?? null;
}

/** "Transfer now". A plan without anybody to ring is refused before the call is touched. */
export function transferNow(actor: RunningCall, byLegId: string, plan: RoutePlan, viaRefer: boolean): TransferCommand {
  if (plan.stages.length === 0) return { kind: 'unreachable', textKey: plan.verdict.textKey };
  actor.post({ kind: 'transfer_blind', byLegId, plan, viaRefer });
  return { kind: 'started' };
}

/** "Ask first", completed: both calls must be connected and belong to the same user. */
export function joinConsultation(
  service: CallService,
  options: { first: RunningCall; consultation: RunningCall; userId: string; viaRefer: boolean },
): TransferCommand {
  const { first, consultation, userId, viaRefer } = options;
  const byLegId = connectedLegOf(first.call, userId);
  const askedLegId = connectedLegOf(consultation.call, userId);
  if (byLegId === null || askedLegId === null || first === consultation) return { kind: 'not_in_state' };
  const legId = consultation.call.pair!.find((id) => id !== askedLegId)!;
  service.join(first, consultation, { legId, byLegId, viaRefer });
  return { kind: 'started' };
}
