import type { LiveCall } from '@carillon/api';
import type { Actor } from '#platform/actor';
import { appError } from '#platform/errors';
import type { RunningCall } from '../call/running-call.ts';
import type { TelephonyContext } from '../context.ts';
import { connectedLegOf, joinConsultation, transferNow, type TransferCommand } from '../features/transfer-commands.ts';
import { routeMemberCall } from '../routing/route-member-call.ts';
import { requireMember } from './policy.ts';

export async function listLiveCalls(context: TelephonyContext, actor: Actor): Promise<{ items: LiveCall[] }> {
  return { items: context.live.ofUser(requireMember(actor).userId) };
}

/** A call in which the member has a part now. @throws not_found */
function ownCall(context: TelephonyContext, userId: string, callId: string): RunningCall {
  const actor = context.calls.callsOfUser(userId).find((call) => call.id === callId);
  if (actor === undefined) throw appError('not_found');
  return actor;
}

type Transfer = { readonly to: string } | { readonly consultationCallId: string };

/** @throws not_found, call_not_in_state */
export async function transferCall(
  context: TelephonyContext,
  actor: Actor,
  callId: string,
  transfer: Transfer,
): Promise<{ callId: string }> {
  const { userId, organizationId } = requireMember(actor);
  const first = ownCall(context, userId, callId);
  if ('consultationCallId' in transfer) {
    const consultation = ownCall(context, userId, transfer.consultationCallId);
    settle(joinConsultation(context.calls, { first, consultation, userId, viaRefer: false }));
    return { callId };
  }
  const byLegId = connectedLegOf(first.call, userId);
  const caller = await context.directory.member(organizationId, userId);
  if (byLegId === null || caller === null) throw appError('call_not_in_state');
  const request = { callId, caller, dialled: transfer.to, requestedCallerId: null, isTransfer: true };
  settle(transferNow(first, byLegId, (await routeMemberCall(context.routing, request)).plan, false));
  return { callId };
}

function settle(command: TransferCommand): void {
  if (command.kind === 'not_in_state') throw appError('call_not_in_state');
  if (command.kind === 'unreachable') throw appError('call_not_in_state', { values: { textKey: command.textKey } });
}

/** Ends the member's leg, and with it the call unless a transfer keeps it. @throws not_found */
export async function hangUpCall(context: TelephonyContext, actor: Actor, callId: string): Promise<{ callId: string }> {
  const { userId } = requireMember(actor);
  const call = ownCall(context, userId, callId);
  const isCaller = call.call.legs[call.call.callerLegId]?.userId === userId;
  if (isCaller && call.call.pair === null) context.calls.end(callId, 'caller_gave_up', 'caller');
  else endOwnLegs(context, userId, callId);
  return { callId };
}

/** Declining a call that rings stops every device of the member. */
function endOwnLegs(context: TelephonyContext, userId: string, callId: string): void {
  const legs = context.calls.userLegs.ofUser(userId).filter((leg) => leg.callId === callId);
  const call = context.calls.find(callId)!;
  for (const { legId, state } of legs) {
    const cause = state === 'ringing' ? 'rejected' : 'normal';
    call.post({ kind: 'end', legId, cause, by: legId === call.call.callerLegId ? 'caller' : 'callee' });
  }
}

/** Ends whatever the server believes of the member: the way out of a call that does not exist any more. */
export async function freeMe(context: TelephonyContext, actor: Actor): Promise<{ endedLegs: number }> {
  return { endedLegs: context.calls.endLegsOfUser(requireMember(actor).userId, 'user_request') };
}
