import { judge, type Verdict } from '../failure/verdict.ts';
import { stepService } from '../features/service.ts';
import { onTargetRinging, onTransferFailed } from '../features/transfer-hooks.ts';
import type { Draft } from './draft.ts';
import { targetLeg } from './new-call.ts';
import type { Ringing, RoutePlan, Target } from './types.ts';

/** Routing has decided: who is called, as what, and whom to ring first. */
export function stepRouted(draft: Draft, plan: RoutePlan): void {
  if (draft.call.phase !== 'routing') return;
  draft.set({ to: plan.to, callerId: plan.callerId, trace: [...draft.call.trace, ...plan.trace] });
  draft.fact('call_started', draft.call.callerLegId);
  if (plan.service !== undefined) return stepService(draft, plan.service);
  startRinging(draft, plan, { purpose: 'setup', waitingLegId: draft.call.callerLegId });
}

/** Begins a search; ends it at once when there is nobody to ring. */
export function startRinging(draft: Draft, plan: RoutePlan, whom: Pick<Ringing, 'purpose' | 'waitingLegId'>): void {
  draft.set({ ringing: { ...whom, plan, stages: plan.stages, current: [], rang: false, worst: null } });
  nextStage(draft);
}

function nextStage(draft: Draft): void {
  const ringing = draft.call.ringing!;
  const [stage, ...stages] = ringing.stages;
  if (stage === undefined) return unreached(draft, ringing, ringing.worst ?? ringing.plan.verdict);
  if (ringing.purpose === 'setup') draft.set({ phase: 'ringing' });
  draft.set({ ringing: { ...ringing, stages, current: stage.targets.map((target) => target.legId), rang: false } });
  startLegs(draft, stage.targets);
  draft.effect({ kind: 'set_ring_timer', seconds: stage.ringSeconds });
}

/** Rings these beside whoever still rings; the search has as long as their stage gives it. */
export function addTargets(draft: Draft, plan: RoutePlan, targets: readonly Target[]): void {
  const ringing = draft.call.ringing!;
  const { callerId, isWithheld = false } = plan;
  draft.set({
    ringing: {
      ...ringing,
      plan: { ...ringing.plan, callerId, isWithheld },
      current: [...ringing.current, ...targets.map((target) => target.legId)],
      stages: plan.stages.slice(1),
      rang: false,
    },
  });
  startLegs(draft, targets);
  draft.effect({ kind: 'set_ring_timer', seconds: plan.stages[0]!.ringSeconds });
}

/** Legs and their facts first, then the INVITEs. */
function startLegs(draft: Draft, targets: readonly Target[]): void {
  for (const target of targets) {
    draft.add(targetLeg(target, draft.atMs));
    draft.fact('leg_started', target.legId);
  }
  dialTargets(draft, draft.call.ringing!, targets);
}

function dialTargets(draft: Draft, { waitingLegId, plan }: Ringing, targets: readonly Target[]): void {
  const { callerId, isWithheld = false } = plan;
  for (const target of targets) draft.effect({ kind: 'dial', target, nearLegId: waitingLegId, callerId, isWithheld });
}

/** By its Call-ID a browser finds its own session in what the server shows. */
export function stepDialled(draft: Draft, dialled: { legId: string; sipCallId: string; transport: string }): void {
  const { legId, sipCallId, transport } = dialled;
  if (draft.isLive(legId)) draft.setLeg(legId, { sipCallId, transport });
}

export function stepRinging(draft: Draft, legId: string): void {
  const leg = draft.leg(legId);
  const ringing = draft.call.ringing;
  if (leg?.phase !== 'dialling' || !ringing?.current.includes(legId)) return;
  draft.setLeg(legId, { phase: 'ringing', ringingAtMs: draft.atMs });
  draft.fact('leg_ringing', legId);
  if (ringing.rang) return;
  draft.set({ ringing: { ...ringing, rang: true } });
  if (ringing.purpose === 'setup') draft.effect({ kind: 'ring_caller', legId: ringing.waitingLegId });
  else onTargetRinging(draft, ringing);
}

/** Only a single target (a trunk) may be heard before the answer: with several it would be arbitrary whose tone. */
export function stepEarlyMedia(draft: Draft, legId: string): void {
  const ringing = draft.call.ringing;
  if (ringing?.purpose !== 'setup' || ringing.current.length !== 1 || !ringing.current.includes(legId)) return;
  if (!draft.isLive(legId) || draft.leg(legId)!.kind !== 'trunk') return;
  stepRinging(draft, legId);
  draft.effect({ kind: 'early_media', legId: ringing.waitingLegId, fromLegId: legId });
}

export function stepFailed(draft: Draft, legId: string, verdict: Verdict): void {
  const leg = draft.leg(legId);
  if (leg === undefined || leg.phase === 'ended') return;
  // The caller itself could not be answered (no common codec): there is no call.
  const ringing = draft.call.ringing;
  if (!ringing?.current.includes(legId)) return draft.finish({ cause: verdict.hangupCause, by: 'system', verdict });
  draft.endLeg(legId, verdict.hangupCause, verdict);
  draft.trace('ring', 'leg_failed', { party: leg.name ?? leg.number ?? '', cause: verdict.hangupCause });
  settle(draft, worse(ringing.worst, verdict), verdict);
}

export function stepRingTimeout(draft: Draft): void {
  const verdict = judge({ kind: 'local', reason: 'ring_timeout' });
  const ringing = draft.call.ringing;
  if (ringing === null) return;
  const securing = ringing.current.some((legId) => draft.leg(legId)?.phase === 'securing');
  for (const legId of ringing.current) {
    if (draft.leg(legId)?.phase !== 'securing') draft.endLeg(legId, 'no_answer', verdict);
  }
  if (securing) draft.set({ ringing: { ...ringing, worst: worse(ringing.worst, verdict) } });
  else settle(draft, worse(ringing.worst, verdict), verdict);
}

export function stepUserOccupied(draft: Draft, userId: string, verdict: Verdict): void {
  const ringing = draft.call.ringing;
  if (ringing === null) return;
  const theirs = ringing.current.filter((legId) => draft.isLive(legId) && draft.leg(legId)!.userId === userId);
  if (theirs.length === 0) return;
  for (const legId of theirs) draft.endLeg(legId, 'user_busy', verdict);
  settle(draft, worse(ringing.worst, verdict), verdict);
}

/** A target is gone: wait for the others, try the next stage, or give up. */
function settle(draft: Draft, worst: Verdict, last: Verdict): void {
  const ringing = { ...draft.call.ringing!, worst };
  draft.set({ ringing });
  // A refusal by a person (6xx) speaks for all their devices (RFC 3261 16.7 point 5).
  if (last.outcome === 'rejected' && last.blame === 'callee') {
    for (const legId of ringing.current) draft.endLeg(legId, 'rejected', last);
  }
  if (ringing.current.some((legId) => draft.isLive(legId))) return;
  draft.effect({ kind: 'clear_ring_timer' });
  if (ringing.stages.length > 0 && last.tryNextTrunk && !ringing.rang) {
    draft.trace('trunk', 'next_trunk', { cause: last.hangupCause });
    return nextStage(draft);
  }
  unreached(draft, ringing, worst);
}

/** The answer that says most: refused, then busy, then unanswered, then technical (after RFC 3261 16.7 point 6). */
const weight: Partial<Record<Verdict['outcome'], number>> = { rejected: 4, busy: 3, no_answer: 2, missed: 2 };

function worse(one: Verdict | null, other: Verdict): Verdict {
  if (one === null) return other;
  return (weight[other.outcome] ?? 1) > (weight[one.outcome] ?? 1) ? other : one;
}

/** Nobody took it. */
function unreached(draft: Draft, ringing: Ringing, verdict: Verdict): void {
  draft.set({ ringing: null });
  if (ringing.purpose !== 'setup' && onTransferFailed(draft, ringing, verdict)) return;
  const { busy, other } = ringing.plan.announcement;
  const prompt = verdict.outcome === 'busy' ? busy : other;
  draft.trace('ring', 'unreached', { cause: verdict.hangupCause });
  if (prompt === null) return draft.finish({ cause: verdict.hangupCause, by: endedBy(verdict), verdict });
  announce(draft, ringing.waitingLegId, prompt, verdict);
}

function endedBy(verdict: Verdict): 'callee' | 'system' {
  return verdict.outcome === 'rejected' || verdict.outcome === 'busy' ? 'callee' : 'system';
}

/** Speaks to a leg, which is answered for it if need be; the call ends after the message. */
function announce(draft: Draft, legId: string, prompt: string, verdict: Verdict): void {
  const leg = draft.leg(legId)!;
  draft.set({ phase: 'in_flow', announcing: { legId, verdict } });
  draft.trace('announce', 'announced', { prompt });
  if (leg.phase === 'waiting') {
    draft.effect({ kind: 'answer', legId, peerLegId: null });
    draft.setLeg(legId, { phase: 'connected' });
  } else draft.effect({ kind: 'stop_playing', legId });
  draft.effect({ kind: 'play', legId, source: { kind: 'file', name: prompt }, repeat: false });
}
