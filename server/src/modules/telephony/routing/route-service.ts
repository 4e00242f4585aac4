import type { RoutePlan, ServicePlan } from '../call/types.ts';
import { judge } from '../failure/verdict.ts';
import { soundFile, type Service } from '../services/service.ts';
import { refused, refusedPlan, takeChannel, type MemberCall } from './member-call.ts';
import type { Trace } from './trace.ts';
import type { Routed, RoutingDeps } from './types.ts';

/** A member dials a conference room or a message. */
export async function routeService(
  deps: RoutingDeps,
  call: MemberCall,
  service: Service,
  trace: Trace,
): Promise<Routed> {
  const { name, extension } = service;
  const to = { userId: null, name, number: extension };
  trace.add('destination', 'service', { name, extension });
  // A transfer is between people: who wants to be in a conference dials it.
  if (call.isTransfer) return refused(call, trace, { reason: 'unknown_destination', direction: 'internal', to });
  const slot = await takeChannel(deps, call, trace);
  if (slot.kind === 'busy') return refused(call, trace, { reason: 'caller_busy', direction: 'internal', to });
  const verdict = judge({ kind: 'local', reason: 'busy' });
  if (service.kind === 'conference' && deps.partiesIn(service.id) >= service.maxParties) {
    trace.add('destination', 'conference_full', { name, count: String(service.maxParties) });
    return { plan: refusedPlan(verdict, to, trace), direction: 'internal', consultationFor: null };
  }
  const plan: RoutePlan = { ...refusedPlan(verdict, to, trace), service: planOf(service, call) };
  return { plan, direction: 'internal', consultationFor: slot.consultationFor };
}

function planOf(service: Service, call: MemberCall): ServicePlan {
  const { name } = service;
  if (service.kind === 'conference') {
    return { kind: 'conference', name, conferenceId: service.id, maxParties: service.maxParties };
  }
  return {
    kind: 'announcement',
    name,
    sound: soundFile(service.sound, call.caller.language),
    repeats: service.repeats,
  };
}
