import type { Draft } from '../call/draft.ts';
import type { CallInput } from '../call/inputs.ts';
import { holdMusic } from './hold.ts';

/** The consultation gives its other party away and ends: it was answered, nothing failed. */
export function stepHandOver(draft: Draft, input: Extract<CallInput, { kind: 'hand_over' }>): void {
  const { legId, toCallId, asLegId } = input;
  if (draft.leg(legId)?.phase !== 'connected' || draft.call.transfer !== null) return;
  draft.effect({ kind: 'unbridge', legId });
  draft.effect({ kind: 'stop_playing', legId });
  draft.effect({ kind: 'hand_over', legId, toCallId, asLegId });
  draft.markEnded(legId, 'transferred');
  draft.trace('transfer', 'handed_over');
  draft.finish({ cause: 'transferred', by: 'system', verdict: null });
}

/** The first call receives the party; who brought them together leaves. */
export function stepAdopt(draft: Draft, input: Extract<CallInput, { kind: 'adopt' }>): void {
  const { leg, byLegId, to, viaRefer } = input;
  const kept = draft.peerOf(byLegId);
  draft.add(leg);
  draft.fact('leg_started', leg.id);
  draft.fact('leg_answered', leg.id);
  if (kept === null || !draft.isLive(kept)) return draft.finish({ cause: 'normal', by: 'system', verdict: null });
  const by = draft.leg(byLegId)!;
  draft.effect({ kind: 'stop_playing', legId: kept });
  draft.set({ pair: [kept, leg.id], phase: 'connected' });
  draft.effect({ kind: 'bridge', legIds: [kept, leg.id] });
  draft.effect({ kind: 'show_party', legId: kept, shownLegId: leg.id });
  draft.effect({ kind: 'show_party', legId: leg.id, shownLegId: kept });
  if (draft.leg(kept)!.holding) draft.effect({ kind: 'play', legId: leg.id, source: holdMusic, repeat: true });
  if (leg.holding) draft.effect({ kind: 'play', legId: kept, source: holdMusic, repeat: true });
  if (viaRefer && draft.isLive(byLegId)) {
    draft.effect({ kind: 'refer_progress', legId: byLegId, status: 200, final: true });
  }
  draft.endLeg(byLegId, 'transferred');
  draft.trace('transfer', 'transfer_joined', { by: by.name ?? '', to: to.name ?? to.number ?? '' });
  draft.transferred({ how: 'attended', byUserId: by.userId, to });
}
