import type { Party } from '@carillon/api';
import type { RoutePlan } from '../call/types.ts';
import { judge, type LocalReason, type Verdict } from '../failure/verdict.ts';
import type { Member } from '../ports/neighbours.ts';
import { mayDial } from './concurrency.ts';
import { readDestination, type Destination } from './destination.ts';
import { extraChannels } from './extra-channels.ts';
import { ringUser } from './ring-user.ts';
import { routeOutside } from './route-outside.ts';
import { Trace } from './trace.ts';
import { memberParty, numberParty, silentPlan, type Routed, type RoutingDeps } from './types.ts';

export type MemberCall = {
  /** The call that is being routed: it does not count against itself. */
  readonly callId: string;
  readonly caller: Member;
  /** What was dialled, as it came. */
  readonly dialled: string;
  /** Number that the telephone asked to present, E.164; null: the usual one. */
  readonly requestedCallerId: string | null;
  /** A transfer dials for the kept party: the author's own channels do not count. */
  readonly isTransfer: boolean;
};

/**
 * Where a member's call goes. The order is law (ARCHITECTURE §6): emergency, suspension and contract, paused
 * destinations, caller ID, concurrency, trunk. Every decision leaves a sentence in the trace.
 */
export async function routeMemberCall(deps: RoutingDeps, call: MemberCall): Promise<Routed> {
  const trace = new Trace(() => deps.clock.nowMs());
  const organization = await deps.directory.organization(call.caller.organizationId);
  const country = organization?.country ?? 'FR';
  const destination = readDestination(call.dialled, country);
  if (destination.kind === 'emergency') return refuseEmergency(call, destination.number, trace);
  if (call.caller.state !== 'active') return refused(call, 'user_suspended', trace, 'outbound');
  if (organization === null) return refused(call, 'organization_suspended', trace, 'outbound');
  const colleague = await findColleague(deps, call.caller, destination);
  if (colleague !== null) return routeInside(deps, call, colleague, trace);
  const outside = destination.kind === 'digits' ? destination.otherwise : destination;
  if (outside.kind === 'external' || outside.kind === 'short') return routeOutside(deps, call, outside, trace);
  const isExtension = destination.kind === 'digits';
  return refused(call, isExtension ? 'unknown_destination' : 'invalid_number', trace, isExtension ? 'internal' : 'outbound');
}

/** An extension of the own organization, or a number that one of its members has: then nobody pays a carrier. */
async function findColleague(deps: RoutingDeps, caller: Member, destination: Destination): Promise<Member | null> {
  if (destination.kind === 'digits') return deps.directory.memberByExtension(caller.organizationId, destination.digits);
  if (destination.kind !== 'external') return null;
  const owned = await deps.directory.number(destination.e164);
  if (owned?.organizationId !== caller.organizationId || owned.assignedUserId === null) return null;
  return deps.directory.member(owned.organizationId, owned.assignedUserId);
}

async function routeInside(deps: RoutingDeps, call: MemberCall, colleague: Member, trace: Trace): Promise<Routed> {
  trace.add('destination', 'internal', { name: colleague.name, extension: colleague.extension ?? '' });
  const slot = await takeChannel(deps, call, trace);
  if (slot.kind === 'busy') return refused(call, 'caller_busy', trace, 'internal', memberParty(colleague));
  const { stages, verdict } = await ringUser(deps, colleague, trace);
  const plan = { stages, verdict, announcement: silentPlan, to: memberParty(colleague), callerId: null, trace: trace.entries };
  return { plan, direction: 'internal', consultationFor: slot.consultationFor };
}

export type Slot = { readonly kind: 'free'; readonly consultationFor: string | null } | { readonly kind: 'busy' };

/** One call at a time, one consultation beside a held one (concurrency rule). */
export async function takeChannel(deps: RoutingDeps, call: MemberCall, trace: Trace): Promise<Slot> {
  if (call.isTransfer) return { kind: 'free', consultationFor: null };
  const channels = await extraChannels(deps, call.caller.organizationId);
  // Of two calls dialled at once the earlier one wins: ids of one process are ordered.
  const others = deps.legsOfUser(call.caller.id).filter(
    (leg) => leg.callId !== call.callId && (leg.state === 'answered' || leg.callId < call.callId),
  );
  const answer = mayDial(others, channels);
  if (answer.kind === 'allowed') return { kind: 'free', consultationFor: null };
  if (answer.kind === 'busy') {
    trace.add('concurrency', 'caller_has_no_channel');
    return { kind: 'busy' };
  }
  trace.add('concurrency', 'consultation');
  return { kind: 'free', consultationFor: answer.heldCallId };
}

function refuseEmergency(call: MemberCall, number: string, trace: Trace): Routed {
  trace.add('emergency', 'emergency_refused', { number });
  const prompt = `${call.caller.language}/emergency_refused`;
  const verdict = judge({ kind: 'local', reason: 'emergency_refused' });
  const plan = { ...refusedPlan(verdict, numberParty(number), trace), announcement: { busy: prompt, other: prompt } };
  return { plan, direction: 'outbound', consultationFor: null };
}

/** A call that goes nowhere, with the reason as its verdict and last line of the trace. */
export function refused(
  call: MemberCall,
  reason: LocalReason,
  trace: Trace,
  direction: Routed['direction'],
  to: Party = numberParty(call.dialled),
): Routed {
  trace.add('refuse', reason, { dialled: call.dialled });
  return { plan: refusedPlan(judge({ kind: 'local', reason }), to, trace), direction, consultationFor: null };
}

function refusedPlan(verdict: Verdict, to: Party, trace: Trace): RoutePlan {
  return { stages: [], verdict, announcement: silentPlan, to, callerId: null, trace: trace.entries };
}
