import type { UserLeg } from '../routing/concurrency.ts';
import type { Call, CallLeg } from './types.ts';

/** Who is in what, derived from the calls in progress after each step: there is no counter that could get stuck. */
export class UserLegs {
  readonly #byUser = new Map<string, Map<string, UserLeg>>();
  readonly #usersOfCall = new Map<string, ReadonlySet<string>>();

  ofUser(userId: string): readonly UserLeg[] {
    return [...(this.#byUser.get(userId)?.values() ?? [])];
  }

  update(call: Call): void {
    for (const userId of this.#usersOfCall.get(call.id) ?? []) this.#forget(userId, call.id);
    const users = new Set<string>();
    for (const leg of Object.values(call.legs)) {
      const state = leg.userId === null ? null : stateOf(leg);
      if (state === null || leg.userId === null) continue;
      users.add(leg.userId);
      let legs = this.#byUser.get(leg.userId);
      if (legs === undefined) this.#byUser.set(leg.userId, (legs = new Map()));
      legs.set(leg.id, { callId: call.id, legId: leg.id, state, holding: leg.holding });
    }
    if (users.size === 0) this.#usersOfCall.delete(call.id);
    else this.#usersOfCall.set(call.id, users);
  }

  /** Users with a leg alive in this call. */
  usersOf(callId: string): ReadonlySet<string> {
    return this.#usersOfCall.get(callId) ?? new Set();
  }

  #forget(userId: string, callId: string): void {
    const legs = this.#byUser.get(userId);
    if (legs === undefined) return;
    for (const [legId, leg] of legs) if (leg.callId === callId) legs.delete(legId);
    if (legs.size === 0) this.#byUser.delete(userId);
  }
}

function stateOf(leg: CallLeg): UserLeg['state'] | null {
  if (leg.phase === 'ended') return null;
  if (leg.phase === 'connected') return 'answered';
  return leg.role === 'caller' ? 'dialling' : 'ringing';
}
