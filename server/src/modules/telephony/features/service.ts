import type { Draft } from '../call/draft.ts';
import type { RoutePlan } from '../call/types.ts';

/**
 * A machine of the house answers: the caller is connected at once, to a conference or to a message. There is no second
 * leg, so the call ends with its caller, or with the message.
 */
export function stepService(draft: Draft, service: NonNullable<RoutePlan['service']>): void {
  const legId = draft.call.callerLegId;
  draft.effect({ kind: 'answer', legId, peerLegId: null });
  draft.setLeg(legId, { phase: 'connected', answeredAtMs: draft.atMs });
  draft.set({ phase: 'connected', answeredAtMs: draft.atMs });
  draft.fact('leg_answered', legId);
  draft.trace('answer', service.kind === 'conference' ? 'conference_entered' : 'announcement_played', {
    name: service.name,
  });
  if (service.kind === 'conference') {
    const { conferenceId, maxParties } = service;
    draft.effect({ kind: 'enter_conference', legId, conferenceId, maxParties });
  } else {
    draft.effect({ kind: 'play', legId, source: { kind: 'file', name: service.sound }, repeat: service.repeats });
  }
}
