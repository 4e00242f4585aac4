/** One subscription as its subscriber sees it (RFC 6665 4.1.2, figure 1): a pure step; timers are inputs. */
import { TRANSACTION_MS } from '../transaction/timers.ts';

/** Timer N: a NOTIFY must follow every SUBSCRIBE within this time (4.1.2.4). */
export const TIMER_N_MS = TRANSACTION_MS;

/** `waiting`: no NOTIFY yet. `leaving`: SUBSCRIBE with Expires 0 was sent, the last NOTIFY is awaited. */
export type SubscriberPhase = 'waiting' | 'active' | 'leaving' | 'ended';

export type SubscriberState = { readonly phase: SubscriberPhase };

/** Why it is over: the notifier's words, a refusal, or silence. */
export type SubscriberEnd =
  | { readonly kind: 'terminated'; readonly reason: string | null; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'no_answer' };

export type SubscriberInput =
  | { readonly kind: 'start' }
  /** Final response to a SUBSCRIBE; status 0 is none. `seconds`: its Expires. */
  | { readonly kind: 'response'; readonly status: number; readonly seconds: number }
  | { readonly kind: 'notify'; readonly terminated: SubscriberEnd | null; readonly seconds: number | null }
  | { readonly kind: 'timer'; readonly timer: 'N' | 'refresh' }
  /** The user wants no more. */
  | { readonly kind: 'leave' };

export type SubscriberEffect =
  /** 0 seconds unsubscribes. */
  | { readonly kind: 'subscribe'; readonly refreshes: boolean }
  | { readonly kind: 'start'; readonly timer: 'N' | 'refresh'; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly timer: 'N' | 'refresh' }
  /** Hand the NOTIFY of this input to the user. */
  | { readonly kind: 'deliver' }
  | { readonly kind: 'end'; readonly end: SubscriberEnd };

export type SubscriberStep = { readonly state: SubscriberState; readonly effects: readonly SubscriberEffect[] };

export const subscriberStart: SubscriberState = { phase: 'waiting' };

const startN: SubscriberEffect = { kind: 'start', timer: 'N', delayMs: TIMER_N_MS };
const stopN: SubscriberEffect = { kind: 'stop', timer: 'N' };
const stopRefresh: SubscriberEffect = { kind: 'stop', timer: 'refresh' };
const TERMINATED: SubscriberEnd = { kind: 'terminated', reason: 'timeout', retryAfterSeconds: null };

export const stepSubscriber = (state: SubscriberState, input: SubscriberInput): SubscriberStep => {
  const { phase } = state;
  if (phase === 'ended') return { state, effects: [] };
  switch (input.kind) {
    case 'start':
      return { state, effects: [{ kind: 'subscribe', refreshes: true }, startN] };
    case 'response':
      return onResponse(state, input.status, input.seconds);
    case 'notify':
      return onNotify(state, input.terminated, input.seconds);
    case 'timer':
      if (input.timer === 'N') return end(phase === 'leaving' ? TERMINATED : { kind: 'no_answer' });
      return phase === 'active'
        ? { state, effects: [{ kind: 'subscribe', refreshes: true }, startN] }
        : { state, effects: [] };
    case 'leave':
      if (phase === 'leaving') return { state, effects: [] };
      return { state: { phase: 'leaving' }, effects: [stopRefresh, { kind: 'subscribe', refreshes: false }, startN] };
  }
};

const onResponse = (state: SubscriberState, status: number, seconds: number): SubscriberStep => {
  if (status >= 200 && status < 300) return { state, effects: state.phase === 'active' ? [refreshIn(seconds)] : [] };
  // 4.1.2.2: an error to a refresh leaves the subscription as it was, but for 481; it then runs out by itself.
  const isOver = state.phase !== 'active' || status === 481 || status === 0;
  if (!isOver) return { state, effects: [stopN] };
  if (state.phase === 'leaving') return end(TERMINATED);
  return end(status === 0 ? { kind: 'no_answer' } : { kind: 'refused', status });
};

const onNotify = (state: SubscriberState, terminated: SubscriberEnd | null, seconds: number | null): SubscriberStep => {
  if (terminated !== null) {
    const last = end(terminated);
    return { ...last, effects: [{ kind: 'deliver' }, ...last.effects] };
  }
  if (state.phase === 'leaving') return { state, effects: [{ kind: 'deliver' }] };
  const refresh = seconds === null ? [] : [refreshIn(seconds)];
  return { state: { phase: 'active' }, effects: [stopN, { kind: 'deliver' }, ...refresh] };
};

/** Well before the end, so that a lost refresh can be repeated. */
const refreshIn = (seconds: number): SubscriberEffect => ({
  kind: 'start',
  timer: 'refresh',
  delayMs: seconds > 120 ? (seconds - 60) * 1000 : seconds * 500,
});

const end = (why: SubscriberEnd): SubscriberStep => ({
  state: { phase: 'ended' },
  effects: [stopN, stopRefresh, { kind: 'end', end: why }],
});
