import { judge } from '../failure/verdict.ts';
import type { Member } from '../ports/neighbours.ts';
import { readDestination, type Destination } from './destination.ts';
import { refused, refusedPlan, takeChannel, type MemberCall } from './member-call.ts';
import { ringUser } from './ring-user.ts';
import { routeOutside } from './route-outside.ts';
import { readWithholding } from './withholding.ts';
import { routeService } from './route-service.ts';
import { Trace } from './trace.ts';
import { memberParty, numberParty, silentPlan, type Routed, type RoutingDeps } from './types.ts';

/**
 * Where a member's call goes. The order is law (ARCHITECTURE §6): emergency, suspension and contract, paused
 * destinations, caller ID, concurrency, trunk. Every decision leaves a sentence in the trace.
 */
export async function routeMemberCall(deps: RoutingDeps, dialled: MemberCall): Promise<Routed> {
  const call = withoutPrefix(dialled);
  const trace = new Trace(() => deps.clock.nowMs());
  const organization = await deps.directory.organization(call.caller.organizationId);
  const country = organization?.country ?? 'FR';
  const destination = readDestination(call.dialled, country);
  if (destination.kind === 'emergency') return refuseEmergency(call, destination.number, trace);
  if (call.caller.state !== 'active') return refused(call, trace, { reason: 'user_suspended', direction: 'outbound' });
  if (organization === null) return refused(call, trace, { reason: 'organization_suspended', direction: 'outbound' });
  const colleague = await findColleague(deps, call.caller, destination);
  if (colleague !== null) return routeInside(deps, call, colleague, trace);
  const service =
    destination.kind === 'digits' ? await deps.directory.service(call.caller.organizationId, destination.digits) : null;
  if (service !== null) return routeService(deps, call, service, trace);
  const outside = destination.kind === 'digits' ? destination.otherwise : destination;
  if (outside.kind === 'external' || outside.kind === 'short') return routeOutside(deps, call, outside, trace);
  if (destination.kind === 'digits') {
    return refused(call, trace, { reason: 'unknown_destination', direction: 'internal' });
  }
  return refused(call, trace, { reason: 'invalid_number', direction: 'outbound' });
}

function withoutPrefix(call: MemberCall): MemberCall {
  const { dialled, isWithheld } = readWithholding(call.dialled);
  return { ...call, dialled, isWithheld: isWithheld || call.isWithheld === true };
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
  if (slot.kind === 'busy')
    return refused(call, trace, { reason: 'caller_busy', direction: 'internal', to: memberParty(colleague) });
  const { stages, verdict } = await ringUser(deps, colleague, trace);
  const plan = {
    stages,
    verdict,
    announcement: silentPlan,
    to: memberParty(colleague),
    callerId: null,
    trace: trace.entries,
  };
  return { plan, direction: 'internal', consultationFor: slot.consultationFor };
}

function refuseEmergency(call: MemberCall, number: string, trace: Trace): Routed {
  trace.add('emergency', 'emergency_refused', { number });
  const prompt = `${call.caller.language}/emergency_refused`;
  const verdict = judge({ kind: 'local', reason: 'emergency_refused' });
  const plan = { ...refusedPlan(verdict, numberParty(number), trace), announcement: { busy: prompt, other: prompt } };
  return { plan, direction: 'outbound', consultationFor: null };
}
