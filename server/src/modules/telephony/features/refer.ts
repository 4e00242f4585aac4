import type { RunningCall } from '../call/running-call.ts';
import type { CallService } from '../call/call-service.ts';
import type { Call, RoutePlan } from '../call/types.ts';
import type { TransferRequest } from '../ports/line.ts';
import { connectedLegOf, joinConsultation, transferNow, type TransferCommand } from './transfer-commands.ts';

export type ReferDeps = {
  /** The call of the consultation that the telephone names, if it is one of ours. */
  readonly findConsultation: (replaces: NonNullable<TransferRequest['replaces']>) => RunningCall | undefined;
  readonly routeTransfer: (call: Call, userId: string, dialled: string) => Promise<RoutePlan | null>;
};

/**
 * A telephone asks for a transfer (RFC 3515, RFC 5589). The REFER is never passed on: we are the one who refers. It is
 * accepted first and judged after, because telephones wait for the NOTIFY that tells the end.
 */
export async function handleRefer(
  deps: ReferDeps,
  service: CallService,
  from: { actor: RunningCall; legId: string; request: TransferRequest },
): Promise<void> {
  const { actor, legId, request } = from;
  const userId = actor.call.legs[legId]?.userId;
  // Carriers may not send our calls elsewhere: that would be paid by us.
  if (userId === null || userId === undefined) return request.reject(403);
  if (request.replaces !== null && deps.findConsultation(request.replaces) === undefined) return request.reject(404);
  if (connectedLegOf(actor.call, userId) !== legId) return request.reject(491);
  request.accept();
  const outcome = await start(deps, service, { ...from, userId });
  if (outcome.kind === 'not_in_state') request.notify(491, true);
  else if (outcome.kind === 'unreachable') request.notify(480, true);
}

async function start(
  deps: ReferDeps,
  service: CallService,
  from: { actor: RunningCall; legId: string; request: TransferRequest; userId: string },
): Promise<TransferCommand> {
  const { actor, legId, request, userId } = from;
  if (request.replaces !== null) {
    const consultation = deps.findConsultation(request.replaces);
    if (consultation === undefined) return { kind: 'not_in_state' };
    return joinConsultation(service, { first: actor, consultation, userId, viaRefer: true });
  }
  const plan = await deps.routeTransfer(actor.call, userId, request.to);
  return plan === null ? { kind: 'not_in_state' } : transferNow(actor, legId, plan, true);
}
