import type { Draft } from '../call/draft.ts';
import type { Ringing } from '../call/types.ts';
import type { Verdict } from '../failure/verdict.ts';
import { holdMusic } from './hold.ts';

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
  draft.transferred({ how: 'blind', byUserId: transfer.byUserId, to: transfer.to });
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

/** The author left while the target was being rung: the search goes on without them. @returns true when it does. */
export function onTransferorGone(draft: Draft, legId: string): boolean {
  const transfer = draft.call.transfer;
  return transfer !== null && transfer.byLegId === legId && draft.isLive(transfer.keptLegId);
}
