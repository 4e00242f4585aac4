import type { Stage, Target } from '../call/types.ts';
import { judge, type Verdict } from '../failure/verdict.ts';
import type { Member } from '../ports/neighbours.ts';
import { mayAnswer } from './concurrency.ts';
import { extraChannels } from './extra-channels.ts';
import type { Trace } from './trace.ts';
import { memberParty, userRingSeconds, type RoutingDeps } from './types.ts';

/** The devices of a member that ring together, or why none does. */
export async function ringUser(
  deps: RoutingDeps,
  member: Member,
  trace: Trace,
): Promise<{ stages: Stage[]; verdict: Verdict }> {
  const name = member.name;
  if (deps.isUndisturbed(member.id)) {
    trace.add('ring', 'do_not_disturb', { name });
    return { stages: [], verdict: judge({ kind: 'local', reason: 'do_not_disturb' }) };
  }
  if (!mayAnswer(deps.legsOfUser(member.id), await extraChannels(deps, member.organizationId))) {
    trace.add('concurrency', 'callee_busy', { name });
    return { stages: [], verdict: judge({ kind: 'local', reason: 'busy' }) };
  }
  const targets = deps.reachable(member.id).map((place) => toTarget(deps, member, place));
  const noDevice = judge({ kind: 'local', reason: 'no_device' });
  if (targets.length === 0) {
    trace.add('ring', 'no_device', { name });
    return { stages: [], verdict: noDevice };
  }
  trace.add('ring', 'ring_devices', { name, count: String(targets.length) });
  return { stages: [{ targets, ringSeconds: userRingSeconds }], verdict: noDevice };
}

function toTarget(deps: RoutingDeps, member: Member, place: ReturnType<RoutingDeps['reachable']>[number]): Target {
  const { device, bindingId, transport } = place;
  const { name, number } = memberParty(member);
  return {
    legId: deps.newId(),
    kind: device.kind,
    userId: member.id,
    name,
    number,
    deviceId: device.id,
    deviceName: device.name,
    trunkId: null,
    transport,
    address: { kind: 'binding', bindingId },
  };
}
