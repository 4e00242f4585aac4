import type { RunningCall } from '../call/running-call.ts';
import type { Call, CallLeg, RoutePlan } from '../call/types.ts';

export type RedirectDeps = {
  /** This device's forward key is followed. */
  readonly followsDevice: (deviceId: string) => boolean;
  readonly followsTrunk: (trunkId: string) => boolean;
  /** The organization lets telephones forward calls. */
  readonly isForwardingGranted: (organizationId: string) => Promise<boolean>;
  /** Where a call of this member to `dialled` goes, with all their rights and limits. */
  readonly routeAs: (call: Call, userId: string, dialled: string) => Promise<RoutePlan | null>;
};

/**
 * A 3xx: the first of its targets that leads anywhere. A telephone's is called as its owner would call it, a carrier's as
 * the member who called would: nobody gains a right by being redirected, and who has no member behind gets nowhere.
 * @returns null when it is not followed
 */
export async function followRedirect(
  deps: RedirectDeps,
  actor: RunningCall,
  redirect: { readonly leg: CallLeg; readonly to: readonly string[] },
): Promise<RoutePlan | null> {
  const { call } = actor;
  const userId = await whoForwards(deps, actor, redirect.leg);
  if (userId === null) return null;
  let refused: RoutePlan | null = null;
  for (const dialled of redirect.to) {
    const plan = await deps.routeAs(call, userId, dialled);
    if (plan !== null && plan.stages.length > 0) return plan;
    refused ??= plan;
  }
  return refused;
}

async function whoForwards(deps: RedirectDeps, { call }: RunningCall, leg: CallLeg): Promise<string | null> {
  if (leg.trunkId !== null) {
    const caller = call.ringing === null ? undefined : call.legs[call.ringing.waitingLegId];
    return deps.followsTrunk(leg.trunkId) ? (caller?.userId ?? null) : null;
  }
  if (leg.deviceId === null || !deps.followsDevice(leg.deviceId)) return null;
  return (await deps.isForwardingGranted(call.organizationId)) ? leg.userId : null;
}
