import type { CallerIdentity, Language } from '@carillon/api';
import type { Stage } from '../call/types.ts';
import { judge, type LocalReason, type Verdict } from '../failure/verdict.ts';
import type { ForwardedBy } from '../ports/line.ts';
import type { OwnedNumber } from '../ports/neighbours.ts';
import { ringUser } from './ring-user.ts';
import { Trace } from './trace.ts';
import { memberParty, numberParty, silentPlan, type Routed, type RoutingDeps } from './types.ts';

export type InboundTrunk = {
  readonly name: string;
  readonly isFull: boolean;
  /** Who sent the call on before it reached us, as the carrier tells it. */
  readonly forwardedBy: readonly ForwardedBy[];
  /** What the caller's signed identity is worth; null when there is none. */
  readonly callerIdentity: CallerIdentity | null;
};

/** Where a call from the telephone network goes: to the member who has the number, else to a spoken message. */
export async function routeTrunkCall(deps: RoutingDeps, number: OwnedNumber, trunk: InboundTrunk): Promise<Routed> {
  return { ...(await routeToMember(deps, number, trunk)), callerIdentity: trunk.callerIdentity };
}

async function routeToMember(deps: RoutingDeps, number: OwnedNumber, trunk: InboundTrunk): Promise<Routed> {
  const trace = new Trace(() => deps.clock.nowMs());
  trace.add('number', 'number_found', { number: number.number, trunk: trunk.name });
  for (const { name, number: by, reason } of trunk.forwardedBy) {
    trace.add('number', 'forwarded_by', { by: name ?? by ?? '?', reason });
  }
  traceIdentity(trunk.callerIdentity, trace);
  if (trunk.isFull) return refusedForTrunk(number, trunk, trace);
  const organization = await deps.directory.organization(number.organizationId);
  const language = organization?.language ?? 'fr';
  const member =
    number.assignedUserId === null ? null : await deps.directory.member(number.organizationId, number.assignedUserId);
  const granted = (await deps.directory.granted(number.organizationId, 'telephony.inbound')).granted;
  if (!granted) return ended('inbound_not_granted', number, language, trace);
  if (member === null || member.state !== 'active') return ended('number_unassigned', number, language, trace);
  trace.add('number', 'number_assigned', { name: member.name });
  const { stages, verdict } = await ringUser(deps, member, trace);
  const to = { ...memberParty(member), number: number.number };
  return routed({ stages, verdict, to, language: member.language, prompt: 'no_answer' }, trace);
}

function traceIdentity(identity: CallerIdentity | null, trace: Trace): void {
  if (identity === null) return;
  const { verstat, reason, attestation, signer } = identity;
  trace.add('number', `identity_${verstat}`, {
    attestation: attestation ?? '–',
    signer: signer ?? '?',
    reason: reason ?? '',
  });
}

function ended(reason: LocalReason, number: OwnedNumber, language: Language, trace: Trace): Routed {
  trace.add('refuse', reason, { number: number.number });
  const verdict = judge({ kind: 'local', reason });
  return routed({ stages: [], verdict, to: numberParty(number.number), language, prompt: 'number_unassigned' }, trace);
}

/** 503 without a message: the carrier may try another way, and an announcement would take the room that is missing. */
function refusedForTrunk(number: OwnedNumber, trunk: InboundTrunk, trace: Trace): Routed {
  trace.add('refuse', 'trunks_full', { number: number.number, trunk: trunk.name });
  const verdict = judge({ kind: 'local', reason: 'trunks_full' });
  const to = numberParty(number.number);
  const plan = { stages: [], verdict, announcement: silentPlan, to, callerId: null, trace: trace.entries };
  return { plan, direction: 'inbound', consultationFor: null };
}

type Parts = { stages: Stage[]; verdict: Verdict; to: Routed['plan']['to']; language: Language; prompt: string };

/** The busy treatment is the plain 486: the caller's own network plays the tone that callers know. */
function routed({ stages, verdict, to, language, prompt }: Parts, trace: Trace): Routed {
  const announcement = { busy: null, other: `${language}/${prompt}` };
  const plan = { stages, verdict, announcement, to, callerId: null, trace: trace.entries };
  return { plan, direction: 'inbound', consultationFor: null };
}
