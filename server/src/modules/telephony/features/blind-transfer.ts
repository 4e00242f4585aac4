import type { Draft } from '../call/draft.ts';
import type { CallInput } from '../call/inputs.ts';
import { startRinging } from '../call/ringing.ts';
import type { RoutePlan } from '../call/types.ts';
import { holdMusic } from './hold.ts';

/**
 * "Transfer now": the kept party hears music, then the ringback of the target. Its author is released when the target
 * rings (by a command) or answers (by REFER, whose author wants to know the end). When nobody takes it the call goes
 * back to the author: at once while they are there, else by ringing them again.
 */
export function stepBlindTransfer(draft: Draft, input: Extract<CallInput, { kind: 'transfer_blind' }>): void {
  const { byLegId, plan, viaRefer } = input;
  const kept = draft.peerOf(byLegId);
  if (kept === null || draft.call.transfer !== null || draft.call.ringing !== null) {
    if (viaRefer) draft.effect({ kind: 'refer_progress', legId: byLegId, status: 491, final: true });
    return;
  }
  const by = draft.leg(byLegId)!;
  draft.set({ transfer: { byLegId, keptLegId: kept, byUserId: by.userId, to: plan.to, viaRefer } });
  const forwarder = { name: by.name, number: by.number, outsideNumber: plan.callerId, reason: 'deflection' as const };
  draft.set({ forwardedBy: [...draft.call.forwardedBy, forwarder], callerId: draft.call.callerId ?? plan.callerId });
  draft.set({ trace: [...draft.call.trace, ...plan.trace] });
  draft.trace('transfer', 'transfer_started', { by: by.name ?? '', to: plan.to.name ?? plan.to.number ?? '' });
  draft.effect({ kind: 'unbridge', legId: kept });
  if (!by.holding) draft.effect({ kind: 'play', legId: kept, source: holdMusic, repeat: true });
  startRinging(draft, plan, { purpose: 'transfer', waitingLegId: kept });
}

/** Routing has found where the author can be rung again. */
export function stepReturnRouted(draft: Draft, plan: RoutePlan): void {
  const transfer = draft.call.transfer;
  if (transfer === null) return;
  draft.set({ transfer: null, trace: [...draft.call.trace, ...plan.trace] });
  startRinging(draft, plan, { purpose: 'return', waitingLegId: transfer.keptLegId });
}
