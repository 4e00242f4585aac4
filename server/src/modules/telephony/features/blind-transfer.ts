import type { Draft } from '../call/draft.ts';
import type { CallInput } from '../call/inputs.ts';
import { startRinging } from '../call/ringing.ts';
import type { Ringing, RoutePlan } from '../call/types.ts';
import type { Verdict } from '../failure/verdict.ts';
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
  draft.set({ trace: [...draft.call.trace, ...plan.trace] });
  draft.trace('transfer', 'transfer_started', { by: by.name ?? '', to: plan.to.name ?? plan.to.number ?? '' });
  draft.effect({ kind: 'unbridge', legId: kept });
  if (!by.holding) draft.effect({ kind: 'play', legId: kept, source: holdMusic, repeat: true });
  startRinging(draft, plan, { purpose: 'transfer', waitingLegId: kept });
}

/** The target rings: the kept party hears it, and an author who asked by command is free. */
export function onTargetRinging(draft: Draft, ringing: Ringing): void {
  const transfer = draft.call.transfer;
  draft.effect({ kind: 'play', legId: ringing.waitingLegId, source: { kind: 'tone', tone: 'ringback' }, repeat: true });
  if (transfer === null || ringing.purpose !== 'transfer') return;
  if (transfer.viaRefer) draft.effect({ kind: 'refer_progress', legId: transfer.byLegId, status: 180, final: false });
  else draft.endLeg(transfer.byLegId, 'transferred');
}

export function onTransferAnswered(draft: Draft, ringing: Ringing, _legId: string): void {
  const transfer = draft.call.transfer;
  draft.set({ transfer: null });
  if (transfer === null || ringing.purpose !== 'transfer') return;
  if (draft.isLive(transfer.byLegId)) {
    if (transfer.viaRefer) draft.effect({ kind: 'refer_progress', legId: transfer.byLegId, status: 200, final: true });
    draft.endLeg(transfer.byLegId, 'transferred');
  }
  draft.fact('transferred');
  draft.effect({ kind: 'transferred', how: 'blind', byUserId: transfer.byUserId, to: transfer.to });
}

/** @returns true when the call goes on. */
export function onTransferFailed(draft: Draft, ringing: Ringing, verdict: Verdict): boolean {
  const transfer = draft.call.transfer;
  if (transfer === null || ringing.purpose !== 'transfer') return false;
  draft.trace('transfer', 'transfer_failed', { cause: verdict.hangupCause });
  if (draft.isLive(transfer.byLegId)) return goBack(draft, verdict);
  if (transfer.byUserId === null) return false;
  draft.effect({ kind: 'play', legId: transfer.keptLegId, source: holdMusic, repeat: true });
  draft.effect({ kind: 'route_return', userId: transfer.byUserId, waitingLegId: transfer.keptLegId });
  return true;
}

function goBack(draft: Draft, verdict: Verdict): true {
  const transfer = draft.call.transfer!;
  draft.set({ transfer: null });
  if (transfer.viaRefer) {
    draft.effect({ kind: 'refer_progress', legId: transfer.byLegId, status: verdict.sipStatus, final: true });
  }
  draft.effect({ kind: 'stop_playing', legId: transfer.keptLegId });
  draft.effect({ kind: 'bridge', legIds: [transfer.keptLegId, transfer.byLegId] });
  // Whoever was holding before the transfer still is: the kept party goes on hearing music.
  if (draft.leg(transfer.byLegId)!.holding) {
    draft.effect({ kind: 'play', legId: transfer.keptLegId, source: holdMusic, repeat: true });
  }
  return true;
}

/** Routing has found where the author can be rung again. */
export function stepReturnRouted(draft: Draft, plan: RoutePlan): void {
  const transfer = draft.call.transfer;
  if (transfer === null) return;
  draft.set({ transfer: null, trace: [...draft.call.trace, ...plan.trace] });
  startRinging(draft, plan, { purpose: 'return', waitingLegId: transfer.keptLegId });
}

/** The author left while the target was being rung: the search goes on without them. @returns true when it does. */
export function onTransferorGone(draft: Draft, legId: string): boolean {
  const transfer = draft.call.transfer;
  return transfer !== null && transfer.byLegId === legId && draft.isLive(transfer.keptLegId);
}
