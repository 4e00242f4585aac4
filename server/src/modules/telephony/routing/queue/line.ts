import { leaveMember } from './members.ts';
import type { QueueState, QueueStep } from './types.ts';

/** Members who ring for a call, but for one. */
const ringingFor = (state: QueueState, callId: string, but?: string): string[] =>
  Object.entries(state.members)
    .filter(([userId, its]) => its.phase === 'ringing' && its.callId === callId && userId !== but)
    .map(([userId]) => userId);

/** Takes a caller out of the line; those who rang stop. */
export function leave(state: QueueState, callId: string, but?: string): QueueStep {
  const ringing = ringingFor(state, callId, but);
  const freed = ringing.reduce((so, userId) => leaveMember(so, userId, 'ringing', null), state);
  const waiting = freed.waiting.filter((caller) => caller.callId !== callId);
  return {
    state: waiting.length === freed.waiting.length ? freed : { ...freed, waiting },
    effects: ringing.map((userId) => ({ kind: 'stop_ringing', userId, callId })),
  };
}

/** The member rests for a while, and the caller remembers. */
export function rangInVain(state: QueueState, userId: string, callId: string, nowMs: number): QueueState {
  const rested = leaveMember(state, userId, 'ringing', nowMs + state.settings.restSeconds * 1_000);
  if (rested === state) return state;
  const waiting = rested.waiting.map((caller) =>
    caller.callId === callId ? { ...caller, tried: [...caller.tried.filter((id) => id !== userId), userId] } : caller,
  );
  return { ...rested, waiting };
}
