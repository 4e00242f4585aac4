import type { Draft } from '../call/draft.ts';
import type { CallLeg } from '../call/types.ts';

/** An INVITE with Replaces took an old party's place (RFC 3891 3): the new one is answered, the old one released. */
export function stepReplace(draft: Draft, leg: CallLeg, oldLegId: string): void {
  const kept = draft.peerOf(oldLegId);
  draft.add(leg);
  draft.fact('leg_started', leg.id);
  if (kept === null || draft.call.transfer !== null) return draft.endLeg(leg.id, 'replaced');
  draft.effect({ kind: 'stop_playing', legId: kept });
  draft.effect({ kind: 'answer', legId: leg.id, peerLegId: kept });
  draft.setLeg(leg.id, { phase: 'connected', answeredAtMs: draft.atMs });
  draft.set({ pair: [kept, leg.id], phase: 'connected' });
  draft.effect({ kind: 'bridge', legIds: [kept, leg.id] });
  draft.effect({ kind: 'show_party', legId: kept, shownLegId: leg.id });
  draft.fact('leg_answered', leg.id);
  draft.endLeg(oldLegId, 'replaced');
  draft.trace('transfer', 'replaced', { party: leg.name ?? leg.number ?? '' });
}
