import { leave, rangInVain } from './line.ts';
import { isServed } from './member-order.ts';
import { leaveMember } from './members.ts';
import type { LeaveReason, QueueEffect, QueueState, QueueStep, WaitingCaller } from './types.ts';

/** Whatever is due at `nowMs`: unanswered rings, wrap-ups, callers who waited too long, positions to be told. */
export function timeouts(state: QueueState, nowMs: number): QueueStep {
  const rung = unansweredRings(state, nowMs);
  const wrapped = endWrapUps(rung.state, nowMs);
  const left = letGo(wrapped, nowMs);
  const told = tellPositions(left.state, nowMs);
  return { state: told.state, effects: [...rung.effects, ...left.effects, ...told.effects] };
}

function unansweredRings(state: QueueState, nowMs: number): QueueStep {
  const due = Object.entries(state.members).filter(([, its]) => its.phase === 'ringing' && its.untilMs! <= nowMs);
  return {
    state: due.reduce((so, [userId, its]) => rangInVain(so, userId, its.callId!, nowMs), state),
    effects: due.map(([userId, its]) => ({ kind: 'stop_ringing', userId, callId: its.callId! })),
  };
}

function endWrapUps(state: QueueState, nowMs: number): QueueState {
  const due = Object.entries(state.members).filter(([, its]) => its.phase === 'wrap_up' && its.untilMs! <= nowMs);
  return due.reduce((so, [userId]) => leaveMember(so, userId, 'wrap_up', null), state);
}

function reasonToLeave(state: QueueState, caller: WaitingCaller, nowMs: number): LeaveReason | null {
  const { mostWaitSeconds, withoutMembers } = state.settings;
  if (caller.wantsCallback) return null;
  if (withoutMembers === 'leave' && !isServed(state, caller)) return 'nobody_serves';
  const waitedMs = nowMs - caller.joinedAtMs;
  return mostWaitSeconds !== null && waitedMs >= mostWaitSeconds * 1_000 ? 'waited_too_long' : null;
}

function letGo(state: QueueState, nowMs: number): QueueStep {
  return state.waiting.reduce<QueueStep>(
    (so, caller) => {
      const reason = reasonToLeave(so.state, caller, nowMs);
      if (reason === null) return so;
      const left = leave(so.state, caller.callId);
      return {
        state: left.state,
        effects: [...so.effects, ...left.effects, { kind: 'let_go', callId: caller.callId, reason }],
      };
    },
    { state, effects: [] },
  );
}

/** Seconds until it is this place's turn; null while nobody serves or no talk has been measured. */
function estimate({ members, meanTalkMs }: QueueState, position: number): number | null {
  const serving = Object.values(members).filter(({ phase }) => phase !== 'out').length;
  return serving === 0 || meanTalkMs === null ? null : Math.round((position * meanTalkMs) / serving / 1_000);
}

const dueToTell = (state: QueueState, caller: WaitingCaller): number | null => {
  const every = state.settings.announceEverySeconds;
  if (every === null || caller.wantsCallback) return null;
  return caller.toldAtMs === null ? caller.joinedAtMs : caller.toldAtMs + every * 1_000;
};

function tellPositions(state: QueueState, nowMs: number): QueueStep {
  const effects: QueueEffect[] = [];
  const waiting = state.waiting.map((caller, index) => {
    const dueMs = dueToTell(state, caller);
    if (dueMs === null || dueMs > nowMs) return caller;
    const position = index + 1;
    effects.push({ kind: 'tell_position', callId: caller.callId, position, waitSeconds: estimate(state, position) });
    return { ...caller, toldAtMs: nowMs };
  });
  return effects.length === 0 ? { state, effects } : { state: { ...state, waiting }, effects };
}

/** The next moment at which something here is due; null when nothing is. */
export function nextTimeMs(state: QueueState, nowMs: number): number | null {
  const { settings, waiting, members } = state;
  const ofMembers = Object.values(members).map(({ untilMs }) => untilMs);
  const ofCallers = waiting.flatMap((caller) => [
    settings.mostWaitSeconds === null || caller.wantsCallback
      ? null
      : caller.joinedAtMs + settings.mostWaitSeconds * 1_000,
    dueToTell(state, caller),
    ...settings.members.map(({ startDelaySeconds }) => caller.joinedAtMs + startDelaySeconds * 1_000),
  ]);
  const times = [...ofMembers, ...ofCallers].filter((time) => time !== null && time > nowMs) as number[];
  return times.length === 0 ? null : Math.min(...times);
}
