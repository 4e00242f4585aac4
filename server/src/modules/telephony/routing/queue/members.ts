import type { MemberPhase, MemberState, QueueState, QueueStep } from './types.ts';

export const newMember: MemberState = {
  phase: 'out',
  outside: 'out',
  callId: null,
  untilMs: null,
  idleSinceMs: 0,
  callsTaken: 0,
};

const withMember = (state: QueueState, userId: string, its: MemberState): QueueState => ({
  ...state,
  members: { ...state.members, [userId]: its },
});

/** A member leaves a phase of this queue and is again what availability says; `untilMs`: may rest until then. */
export function leaveMember(state: QueueState, userId: string, from: MemberPhase, untilMs: number | null): QueueState {
  const its = state.members[userId];
  if (its?.phase !== from) return state;
  return withMember(state, userId, { ...its, phase: its.outside, callId: null, untilMs });
}

/** What availability says of a member. One who rings is taken off the telephone when it says anything but free. */
export function memberIs(state: QueueState, userId: string, outside: MemberState['outside']): QueueStep {
  const its = state.members[userId];
  if (its === undefined || its.outside === outside) return { state, effects: [] };
  const told = { ...its, outside };
  if (its.phase === 'talking' || its.phase === 'wrap_up')
    return { state: withMember(state, userId, told), effects: [] };
  if (its.phase !== 'ringing') {
    return { state: withMember(state, userId, { ...told, phase: outside, untilMs: null }), effects: [] };
  }
  const off = leaveMember(withMember(state, userId, told), userId, 'ringing', null);
  return { state: off, effects: [{ kind: 'stop_ringing', userId, callId: its.callId! }] };
}

/** A talk counts one eighth in the mean: an estimate follows the hour of the day. */
const share = 8;

export function endTalk(state: QueueState, userId: string, talkMs: number, nowMs: number): QueueState {
  const its = state.members[userId];
  if (its?.phase !== 'talking') return state;
  const { wrapUpSeconds } = state.settings;
  const free = { ...its, callId: null, idleSinceMs: nowMs };
  const next: MemberState =
    wrapUpSeconds > 0
      ? { ...free, phase: 'wrap_up', untilMs: nowMs + wrapUpSeconds * 1_000 }
      : { ...free, phase: its.outside, untilMs: null };
  const mean = state.meanTalkMs;
  return { ...withMember(state, userId, next), meanTalkMs: mean === null ? talkMs : mean + (talkMs - mean) / share };
}
