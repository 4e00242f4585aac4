import type { Party } from '@carillon/api';
import type { RoutePlan } from '../call/types.ts';
import { judge, type LocalReason, type Verdict } from '../failure/verdict.ts';
import type { Member } from '../ports/neighbours.ts';
import { mayDial } from './concurrency.ts';
import { extraChannels } from './extra-channels.ts';
import type { Trace } from './trace.ts';
import { numberParty, silentPlan, type Routed, type RoutingDeps } from './types.ts';

/** A member dials. */
export type MemberCall = {
  /** The call that is being routed: it does not count against itself. */
  readonly callId: string;
  readonly caller: Member;
  /** What was dialled, as it came. */
  readonly dialled: string;
  /** Number that the telephone asked to present, E.164; null: the usual one. */
  readonly requestedCallerId: string | null;
  /** The telephone asked that the number be hidden (Privacy, RFC 3323). */
  readonly isWithheld?: boolean;
  /** A transfer dials for the kept party: the author's own channels do not count. */
  readonly isTransfer: boolean;
};

export type Slot = { readonly kind: 'free'; readonly consultationFor: string | null } | { readonly kind: 'busy' };

/** One call at a time, one consultation beside a held one (concurrency rule). */
export async function takeChannel(deps: RoutingDeps, call: MemberCall, trace: Trace): Promise<Slot> {
  if (call.isTransfer) return { kind: 'free', consultationFor: null };
  const channels = await extraChannels(deps, call.caller.organizationId);
  // Of two calls dialled at once the earlier one wins: ids of one process are ordered.
  const others = deps
    .legsOfUser(call.caller.id)
    .filter((leg) => leg.callId !== call.callId && (leg.state === 'answered' || leg.callId < call.callId));
  const answer = mayDial(others, channels);
  if (answer.kind === 'allowed') return { kind: 'free', consultationFor: null };
  if (answer.kind === 'busy') {
    trace.add('concurrency', 'caller_has_no_channel');
    return { kind: 'busy' };
  }
  trace.add('concurrency', 'consultation');
  return { kind: 'free', consultationFor: answer.heldCallId };
}

/** A call that goes nowhere, with the reason as its verdict and last line of the trace. */
export function refused(
  call: MemberCall,
  trace: Trace,
  refusal: { readonly reason: LocalReason; readonly direction: Routed['direction']; readonly to?: Party },
): Routed {
  const { reason, direction, to = numberParty(call.dialled) } = refusal;
  trace.add('refuse', reason, { dialled: call.dialled });
  return { plan: refusedPlan(judge({ kind: 'local', reason }), to, trace), direction, consultationFor: null };
}

export function refusedPlan(verdict: Verdict, to: Party, trace: Trace): RoutePlan {
  return { stages: [], verdict, announcement: silentPlan, to, callerId: null, trace: trace.entries };
}
