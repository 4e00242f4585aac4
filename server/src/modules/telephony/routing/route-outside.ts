import { destinationClass } from '@carillon/telnum';
import { judge, type LocalReason } from '../failure/verdict.ts';
import type { Stage } from '../call/types.ts';
import type { Trunk } from '../signalling/trunk.ts';
import { chooseCallerId } from './caller-id.ts';
import type { Destination } from './destination.ts';
import { refused, takeChannel, type MemberCall } from './member-call.ts';
import type { Trace } from './trace.ts';
import { chooseTrunks } from './trunk-choice.ts';
import { numberParty, silentPlan, trunkRingSeconds, type Routed, type RoutingDeps } from './types.ts';

type Outside = Extract<Destination, { kind: 'external' | 'short' }>;

/** A call to the telephone network: rights, pause, caller ID, channel, room on a trunk, calling limits, in this order. */
export async function routeOutside(
  deps: RoutingDeps,
  call: MemberCall,
  outside: Outside,
  trace: Trace,
): Promise<Routed> {
  const number = outside.kind === 'external' ? outside.e164 : outside.number;
  const to = numberParty(number);
  trace.add('destination', outside.kind, { number });
  const stop = (reason: LocalReason) => refused(call, trace, { reason, direction: 'outbound', to });
  const { organizationId, id: userId } = call.caller;
  if (!(await deps.directory.granted(organizationId, 'telephony.outbound')).granted)
    return stop('outbound_not_granted');
  trace.add('contract', 'outbound_granted');
  const pausedUntil = await deps.directory.pausedUntil(userId);
  if (pausedUntil !== null && pausedUntil.epochMilliseconds > deps.clock.nowMs())
    return stop('paid_destinations_paused');
  const callerId = chooseCallerId(await deps.directory.callerIds(organizationId, userId), call.requestedCallerId);
  if (callerId.kind === 'none') return stop('no_caller_id');
  trace.add('caller_id', `caller_id_${callerId.how}`, { number: callerId.number });
  const isWithheld = call.isWithheld === true;
  if (isWithheld) trace.add('caller_id', 'caller_id_withheld');
  const slot = await takeChannel(deps, call, trace);
  if (slot.kind === 'busy') return stop('caller_busy');
  const trunks = chooseTrunks(deps.trunks(), organizationId);
  if (trunks.kind !== 'chosen') return stop(trunks.kind === 'none' ? 'no_trunk' : 'trunks_full');
  const refusal = await reserveToll(deps, call, outside, trace);
  if (refusal !== null) return stop(refusal);
  trace.add('trunk', 'trunk_chosen', { trunk: trunks.trunks[0]!.name });
  const stages = trunks.trunks.map((trunk) => trunkStage(deps, trunk, number));
  const verdict = judge({ kind: 'local', reason: 'no_trunk' });
  const caller = { callerId: callerId.number, isWithheld };
  const plan = { stages, verdict, announcement: silentPlan, to, ...caller, trace: trace.entries };
  return { plan, direction: 'outbound', consultationFor: slot.consultationFor };
}

/** The last question before a trunk: whoever is let through is counted until the call ends. */
async function reserveToll(
  { directory, reserveToll: reserve }: RoutingDeps,
  { callId, caller }: MemberCall,
  outside: Outside,
  trace: Trace,
): Promise<LocalReason | null> {
  const { organizationId, id: userId } = caller;
  const home = (await directory.organization(organizationId))?.country ?? 'FR';
  const destination = outside.kind === 'short' ? 'short' : destinationClass(outside.e164, home);
  trace.add('toll', `toll_class_${destination}`);
  const refusal = await reserve({ organizationId, userId, callId, destination });
  if (refusal === null) return null;
  trace.add('toll', `toll_${refusal}`);
  return refusal === 'class_not_allowed' ? 'destination_not_allowed' : 'calling_limit';
}

function trunkStage(deps: RoutingDeps, trunk: Trunk, number: string): Stage {
  const target = {
    legId: deps.newId(),
    kind: 'trunk' as const,
    userId: null,
    name: null,
    number,
    deviceId: null,
    deviceName: trunk.name,
    trunkId: trunk.id,
    transport: trunk.transport,
    address: { kind: 'trunk' as const, trunkId: trunk.id, number, securesMedia: trunk.securesMedia },
  };
  return { targets: [target], ringSeconds: trunkRingSeconds };
}
