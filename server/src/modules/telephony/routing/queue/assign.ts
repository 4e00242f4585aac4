import { membersFor } from './member-order.ts';
import type { QueueEffect, QueueMember, QueueState, QueueStep, WaitingCaller } from './types.ts';

const isRung = (state: QueueState, callId: string): boolean =>
  Object.values(state.members).some((its) => its.phase === 'ringing' && its.callId === callId);

/** Gives callers, in their order, the best free members. A member rings for one caller at a time. */
export function assign(state: QueueState, nowMs: number, random: () => number): QueueStep {
  const effects: QueueEffect[] = [];
  let so = state;
  for (const caller of state.waiting) {
    const ringsAll = so.settings.strategy === 'all';
    if (!ringsAll && isRung(so, caller.callId)) continue;
    const best = membersFor(so, caller, nowMs, random);
    const chosen = ringsAll ? freshFirst(best, caller) : best.slice(0, 1);
    for (const member of chosen) {
      so = ring(so, member, caller, nowMs);
      effects.push({ kind: 'ring', userId: member.userId, callId: caller.callId, ringSeconds: member.ringSeconds });
    }
  }
  return { state: so, effects };
}

/** Everybody rings at once; those who did not take this caller only when nobody else is left. */
function freshFirst(members: readonly QueueMember[], { tried }: WaitingCaller): readonly QueueMember[] {
  const fresh = members.filter(({ userId }) => !tried.includes(userId));
  return fresh.length > 0 ? fresh : members;
}

function ring(
  state: QueueState,
  { userId, ringSeconds }: QueueMember,
  caller: WaitingCaller,
  nowMs: number,
): QueueState {
  const its = state.members[userId]!;
  const ringing = { ...its, phase: 'ringing', callId: caller.callId, untilMs: nowMs + ringSeconds * 1_000 } as const;
  return { ...state, lastRung: userId, members: { ...state.members, [userId]: ringing } };
}
