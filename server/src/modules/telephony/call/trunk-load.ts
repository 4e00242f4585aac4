import type { CallService } from './call-service.ts';

/** Calls in progress of each trunk, counted from the calls themselves; only those older than `beforeCallId`, if given. */
export function trunkLoad(calls: CallService, beforeCallId?: string): ReadonlyMap<string, number> {
  const load = new Map<string, number>();
  for (const call of calls.calls()) {
    if (beforeCallId !== undefined && call.id >= beforeCallId) continue;
    for (const leg of Object.values(call.legs)) {
      if (leg.trunkId !== null && leg.phase !== 'ended') load.set(leg.trunkId, (load.get(leg.trunkId) ?? 0) + 1);
    }
  }
  return load;
}
