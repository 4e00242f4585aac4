import type { RoutePlan } from '../call/types.ts';
import { judge } from '../failure/verdict.ts';
import { ringUser } from './ring-user.ts';
import { Trace } from './trace.ts';
import { memberParty, numberParty, type RoutingDeps } from './types.ts';

/** A transfer failed after its author had left: they are rung again, else the kept party hears that nobody answers. */
export async function routeReturn(deps: RoutingDeps, organizationId: string, userId: string): Promise<RoutePlan> {
  const trace = new Trace(() => deps.clock.nowMs());
  const member = await deps.directory.member(organizationId, userId);
  const prompt = `${member?.language ?? 'fr'}/no_answer`;
  const announcement = { busy: prompt, other: prompt };
  if (member === null) {
    const verdict = judge({ kind: 'local', reason: 'no_device' });
    return { stages: [], verdict, announcement, to: numberParty(null), callerId: null, trace: trace.entries };
  }
  trace.add('transfer', 'transfer_returns', { name: member.name });
  const { stages, verdict } = await ringUser(deps, member, trace);
  return { stages, verdict, announcement, to: memberParty(member), callerId: null, trace: trace.entries };
}
