import type { Draft } from '../call/draft.ts';
import type { CallInput } from '../call/inputs.ts';
import { addTargets, stepFailed } from '../call/ringing.ts';
import type { Call, CallLeg, RoutePlan, Target } from '../call/types.ts';
import { judge } from '../failure/verdict.ts';

/** So often one call is sent on at most: a chain of forward keys ends. */
export const maxForwardings = 5;

const notFollowed = judge({ kind: 'status', status: 302 });
const loop = judge({ kind: 'status', status: 482 });

/**
 * Who is rung was sent on by the telephone (forward key) or by the carrier: the targets that routing found ring beside the
 * others that still do (RFC 3261 16.7 point 4). A plan of null: the redirection is not followed.
 */
export function stepRedirected(draft: Draft, input: Extract<CallInput, { kind: 'leg_redirected' }>): void {
  const { legId, plan } = input;
  const leg = draft.leg(legId);
  const ringing = draft.call.ringing;
  if (leg === undefined || leg.phase === 'ended' || !ringing?.current.includes(legId)) return;
  if (plan === null) return stepFailed(draft, legId, notFollowed);
  draft.set({ trace: [...draft.call.trace, ...plan.trace] });
  const targets = freshTargets(draft.call, plan);
  if (plan.stages.length === 0) return stepFailed(draft, legId, plan.verdict);
  if (targets.length === 0 || draft.call.forwardedBy.length >= maxForwardings) return stepFailed(draft, legId, loop);
  draft.trace('redirect', 'redirected', { by: nameOf(leg), to: plan.to.name ?? plan.to.number ?? '' });
  forward(draft, leg, plan);
  draft.endLeg(legId, 'redirected', notFollowed);
  addTargets(draft, plan, targets);
}

function forward(draft: Draft, leg: CallLeg, plan: RoutePlan): void {
  const outsideNumber = leg.kind === 'trunk' ? leg.number : plan.callerId;
  // A telephone that rang was in somebody's hand; one that did not had been told before.
  const reason = leg.ringingAtMs === null ? 'unconditional' : 'deflection';
  const forwarder = { name: leg.name, number: leg.number, outsideNumber, reason } as const;
  draft.set({ forwardedBy: [...draft.call.forwardedBy, forwarder], callerId: draft.call.callerId ?? plan.callerId });
}

/** Whoever has, or had, a part in this call is not rung once more by it. */
function freshTargets(call: Call, plan: RoutePlan): readonly Target[] {
  const legs = Object.values(call.legs);
  const isKnown = ({ userId, number, kind }: Target) =>
    legs.some((leg) =>
      userId !== null ? leg.userId === userId : kind === 'trunk' && leg.kind === 'trunk' && leg.number === number,
    );
  return (plan.stages[0]?.targets ?? []).filter((target) => !isKnown(target));
}

const nameOf = ({ name, number }: CallLeg): string => name ?? number ?? '';
