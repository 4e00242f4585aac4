import { assign } from './assign.ts';
import { leave, rangInVain } from './line.ts';
import { endTalk, leaveMember, memberIs, newMember } from './members.ts';
import { nextTimeMs, timeouts } from './timeouts.ts';
import type { QueueInput, QueueSettings, QueueState, QueueStep, WaitingCaller } from './types.ts';

/** An empty queue whose members are not there yet. */
export function openQueue(settings: QueueSettings): QueueState {
  const members = Object.fromEntries(settings.members.map(({ userId }) => [userId, newMember]));
  return { settings, waiting: [], members, lastRung: null, meanTalkMs: null };
}

/**
 * One thing happens to a queue. Pure; `random` is drawn from by the strategy `random` alone. What comes twice or too
 * late (an answer for a caller who left) changes nothing but frees whom it names. After it, callers in their order have
 * the best free members ringing, as far as there are any.
 */
export function stepQueue(state: QueueState, input: QueueInput, nowMs: number, random: () => number): QueueStep {
  const happened = handle(state, input, nowMs);
  const timed = timeouts(happened.state, nowMs);
  const assigned = assign(timed.state, nowMs, random);
  return { state: assigned.state, effects: [...happened.effects, ...timed.effects, ...assigned.effects] };
}

/** When the queue wants a `tick`; null: not before something happens. */
export const queueWakesAtMs = (state: QueueState, nowMs: number): number | null => nextTimeMs(state, nowMs);

function handle(state: QueueState, input: QueueInput, nowMs: number): QueueStep {
  switch (input.kind) {
    case 'join':
      return join(state, input, nowMs);
    case 'leave':
      return leave(state, input.callId);
    case 'callback_asked':
      return askCallback(state, input.callId);
    case 'answered':
      return answer(state, input);
    case 'ring_failed':
      return fail(state, input, nowMs);
    case 'talk_ended':
      return { state: endTalk(state, input.userId, input.talkMs, nowMs), effects: [] };
    case 'wrap_up_ended':
      return { state: leaveMember(state, input.userId, 'wrap_up', null), effects: [] };
    case 'member_is':
      return memberIs(state, input.userId, input.outside);
    case 'settings_changed':
      return changeSettings(state, input.settings);
    case 'tick':
      return { state, effects: [] };
  }
}

function join(state: QueueState, input: Extract<QueueInput, { kind: 'join' }>, nowMs: number): QueueStep {
  const { callId } = input;
  if (state.waiting.some((caller) => caller.callId === callId)) return { state, effects: [] };
  const { mostWaiting } = state.settings;
  if (mostWaiting !== null && state.waiting.length >= mostWaiting) {
    return { state, effects: [{ kind: 'let_go', callId, reason: 'queue_full' }] };
  }
  const caller: WaitingCaller = {
    callId,
    joinedAtMs: input.joinedAtMs ?? nowMs,
    skillsNeeded: input.skillsNeeded ?? [],
    lastTalkedTo: input.lastTalkedTo ?? null,
    tried: [],
    toldAtMs: null,
    wantsCallback: false,
  };
  const waiting = [...state.waiting, caller].toSorted((a, b) => a.joinedAtMs - b.joinedAtMs);
  return { state: { ...state, waiting }, effects: [] };
}

/** The line is left, the place in it kept: whoever rings now goes on ringing, and calls back. */
function askCallback(state: QueueState, callId: string): QueueStep {
  const caller = state.waiting.find((each) => each.callId === callId);
  if (caller === undefined || caller.wantsCallback) return { state, effects: [] };
  const waiting = state.waiting.map((each) => (each === caller ? { ...caller, wantsCallback: true } : each));
  return { state: { ...state, waiting }, effects: [{ kind: 'let_go', callId, reason: 'callback_asked' }] };
}

function answer(state: QueueState, { callId, userId }: Extract<QueueInput, { kind: 'answered' }>): QueueStep {
  const caller = state.waiting.find((each) => each.callId === callId);
  const its = state.members[userId];
  if (caller === undefined || its?.phase !== 'ringing' || its.callId !== callId) return { state, effects: [] };
  const left = leave(state, callId, userId);
  const talking = { ...its, phase: 'talking', untilMs: null, callsTaken: its.callsTaken + 1 } as const;
  return {
    state: { ...left.state, members: { ...left.state.members, [userId]: talking } },
    effects: [...left.effects, { kind: 'connect', userId, callId, isCallback: caller.wantsCallback }],
  };
}

function fail(state: QueueState, input: Extract<QueueInput, { kind: 'ring_failed' }>, nowMs: number): QueueStep {
  const { callId, userId } = input;
  if (state.members[userId]?.callId !== callId) return { state, effects: [] };
  return { state: rangInVain(state, userId, callId, nowMs), effects: [] };
}

/** Members who are no longer of the queue stop ringing; who talks goes on talking. */
function changeSettings(state: QueueState, settings: QueueSettings): QueueStep {
  const ids = new Set(settings.members.map(({ userId }) => userId));
  const gone = Object.entries(state.members).filter(([userId]) => !ids.has(userId));
  const stops = gone.flatMap(([userId, its]) =>
    its.phase === 'ringing' ? [{ kind: 'stop_ringing' as const, userId, callId: its.callId! }] : [],
  );
  const members = Object.fromEntries([...ids].map((userId) => [userId, state.members[userId] ?? newMember]));
  return { state: { ...state, settings, members }, effects: stops };
}
