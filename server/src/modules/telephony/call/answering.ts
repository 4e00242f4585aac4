import { onTransferAnswered } from '../features/transfer-hooks.ts';
import type { Draft } from './draft.ts';
import type { Ringing } from './types.ts';

/** The far side said 200 and its media is agreed. */
export function stepAccepted(draft: Draft, legId: string): void {
  const leg = draft.leg(legId);
  const ringing = draft.call.ringing;
  if (leg === undefined || !ringing?.current.includes(legId)) return;
  if (leg.phase !== 'dialling' && leg.phase !== 'ringing') return;
  // A browser counts as answered only when its sound is up; until then the others keep ringing.
  if (leg.kind === 'browser' && !leg.mediaReady) {
    draft.setLeg(legId, { phase: 'securing' });
    draft.effect({ kind: 'set_ready_timer', legId });
    return;
  }
  takeWaiting(draft, ringing, legId);
}

export function stepMediaReady(draft: Draft, legId: string): void {
  if (!draft.isLive(legId)) return;
  const leg = draft.setLeg(legId, { mediaReady: true });
  const ringing = draft.call.ringing;
  if (leg.phase === 'securing' && ringing?.current.includes(legId)) takeWaiting(draft, ringing, legId);
}

/** Somebody has taken the call: the first one wins, the others are told that it was answered elsewhere. */
export function takeWaiting(draft: Draft, ringing: Ringing, legId: string): void {
  const answered = draft.setLeg(legId, { phase: 'connected', answeredAtMs: draft.atMs });
  for (const other of ringing.current) if (other !== legId) draft.endLeg(other, 'completed_elsewhere');
  draft.effect({ kind: 'clear_ring_timer' });
  joinWaiting(draft, ringing.waitingLegId, legId);
  draft.set({
    phase: 'connected',
    ringing: null,
    pair: [ringing.waitingLegId, legId],
    answeredAtMs: draft.call.answeredAtMs ?? draft.atMs,
  });
  draft.fact('leg_answered', legId);
  draft.trace('answer', 'answered', {
    party: answered.name ?? answered.number ?? '',
    device: answered.deviceName ?? '',
  });
  if (ringing.purpose !== 'setup') onTransferAnswered(draft, ringing, legId);
}

function joinWaiting(draft: Draft, waitingLegId: string, legId: string): void {
  const waiting = draft.leg(waitingLegId)!;
  const isWaiting = waiting.phase === 'waiting';
  if (!isWaiting) {
    draft.effect({ kind: 'stop_playing', legId: waitingLegId });
    draft.effect({ kind: 'show_party', legId: waitingLegId, shownLegId: legId });
  }
  draft.effect({ kind: 'bridge', legIds: [waitingLegId, legId] });
  if (!isWaiting) return;
  draft.effect({ kind: 'answer', legId: waitingLegId, peerLegId: legId });
  draft.setLeg(waitingLegId, { phase: 'connected', answeredAtMs: draft.atMs });
}
