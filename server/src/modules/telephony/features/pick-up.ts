import { takeWaiting } from '../call/answering.ts';
import type { Draft } from '../call/draft.ts';
import type { CallLeg } from '../call/types.ts';

/**
 * A colleague takes a call that rings elsewhere (INVITE with Replaces of an early dialog, RFC 3891 3): answered as if
 * their telephone had rung, and the others stop.
 */
export function stepPickUp(draft: Draft, leg: CallLeg, ringingLegId: string): void {
  // The same telephone twice: it is in the call already.
  if (draft.leg(leg.id) !== undefined) return;
  const ringing = draft.call.ringing;
  draft.add(leg);
  draft.fact('leg_started', leg.id);
  // Somebody else was faster, or it rings no more.
  if (!ringing?.current.includes(ringingLegId) || !draft.isLive(ringingLegId)) return draft.endLeg(leg.id, 'replaced');
  draft.effect({ kind: 'answer', legId: leg.id, peerLegId: null, shownLegId: ringing.waitingLegId });
  draft.trace('answer', 'picked_up', { party: leg.name ?? leg.number ?? '' });
  takeWaiting(draft, ringing, leg.id);
}
