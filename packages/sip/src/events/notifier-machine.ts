/**
 * One subscription as its notifier sees it (RFC 6665 4.2): a pure step from (state, input) to (state, effects). At most
 * one NOTIFY is on its way; what changes meanwhile is told by the next one.
 */

/** `closing`: the last NOTIFY is on its way. */
export type NotifierPhase = 'open' | 'closing' | 'closed';

/**
 * `queued`: waits for its turn among all subscriptions. `sending`: a NOTIFY is on its way. `pausing`: the interval that
 * the subscriber asked for (RFC 6446), or a Retry-After, is not over.
 */
type Delivery = 'idle' | 'queued' | 'sending' | 'pausing';

/** What the subscriber does not know yet. */
type Owed = 'nothing' | 'change' | 'full';

/** RFC 6665 4.1.3. `timeout` also answers an unsubscribe and a fetch. */
export type EndReason = 'deactivated' | 'probation' | 'rejected' | 'timeout' | 'giveup' | 'noresource' | 'invariant';
export type Ending = { readonly reason: EndReason; readonly retryAfterSeconds?: number };

export type NotifierState = {
  readonly phase: NotifierPhase;
  readonly delivery: Delivery;
  readonly owed: Owed;
  readonly ending: Ending | null;
};

export type NotifierInput =
  /** A SUBSCRIBE was accepted: the first or a refresh. 0 seconds fetches or unsubscribes. */
  | { readonly kind: 'subscribe'; readonly seconds: number }
  /** The watched state changed. */
  | { readonly kind: 'changed' }
  /** Its turn came. */
  | { readonly kind: 'turn' }
  | { readonly kind: 'timer'; readonly timer: 'expires' | 'pause' }
  | { readonly kind: 'delivered' }
  /** An error with Retry-After. */
  | { readonly kind: 'postponed'; readonly retryAfterMs: number }
  /** An error without it, or no answer. */
  | { readonly kind: 'failed' }
  /** The notifier's own decision. */
  | { readonly kind: 'end'; readonly ending: Ending };

export type NotifierEffect =
  /** Send NOTIFY with the state of now: all of it, or what changed since the last. */
  | { readonly kind: 'notify'; readonly full: boolean; readonly ending: Ending | null }
  /** Ask for a `turn`. */
  | { readonly kind: 'queue' }
  | { readonly kind: 'start'; readonly timer: 'expires' | 'pause'; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly timer: 'expires' | 'pause' }
  /** Forget the subscription. */
  | { readonly kind: 'forget' };

export type NotifierStep = { readonly state: NotifierState; readonly effects: readonly NotifierEffect[] };

export type NotifierOptions = {
  /** Least time between two NOTIFYs of changes (RFC 6446 5.1), 0 for none. */
  readonly minIntervalMs: number;
};

export const notifierStart: NotifierState = { phase: 'open', delivery: 'idle', owed: 'nothing', ending: null };

/** One step; whatever has no meaning in a state changes nothing. */
export const stepNotifier = (state: NotifierState, input: NotifierInput, options: NotifierOptions): NotifierStep => {
  if (state.phase === 'closed') return { state, effects: [] };
  switch (input.kind) {
    case 'subscribe':
      return state.ending === null ? onSubscribe(state, input.seconds) : stay(state);
    case 'changed':
      return state.ending === null ? onChanged(state) : stay(state);
    case 'turn':
      return state.delivery === 'queued' ? send(state) : stay(state);
    case 'timer':
      return onTimer(state, input.timer);
    case 'delivered':
      return state.delivery === 'sending' ? onDelivered(state, options) : stay(state);
    case 'postponed':
      return state.delivery === 'sending' ? onPostponed(state, input.retryAfterMs) : stay(state);
    case 'failed':
      return close(state);
    case 'end':
      return state.ending === null ? finish(state, input.ending) : stay(state);
  }
};

const stay = (state: NotifierState, effects: readonly NotifierEffect[] = []): NotifierStep => ({ state, effects });

const withFirst = (effect: NotifierEffect, { state, effects }: NotifierStep): NotifierStep => ({
  state,
  effects: [effect, ...effects],
});

/** 4.2.1.2: NOTIFY at once, with the whole state, whatever interval was agreed (RFC 6446 5.3). */
const onSubscribe = (state: NotifierState, seconds: number): NotifierStep => {
  if (seconds === 0) return finish({ ...state, owed: 'full' }, { reason: 'timeout' });
  const timer: NotifierEffect = { kind: 'start', timer: 'expires', delayMs: seconds * 1000 };
  return withFirst(timer, sendSoon({ ...state, owed: 'full' }));
};

const onChanged = (state: NotifierState): NotifierStep => {
  const owed = state.owed === 'full' ? 'full' : 'change';
  if (state.delivery !== 'idle') return stay({ ...state, owed });
  return { state: { ...state, owed, delivery: 'queued' }, effects: [{ kind: 'queue' }] };
};

const onTimer = (state: NotifierState, timer: 'expires' | 'pause'): NotifierStep => {
  if (timer === 'expires') return state.ending === null ? finish(state, { reason: 'timeout' }) : stay(state);
  if (state.delivery !== 'pausing') return stay(state);
  return state.owed === 'nothing' ? stay({ ...state, delivery: 'idle' }) : send(state);
};

/** The last NOTIFY goes out when none is on its way. */
const finish = (state: NotifierState, ending: Ending): NotifierStep =>
  withFirst({ kind: 'stop', timer: 'expires' }, sendSoon({ ...state, ending }));

const sendSoon = (state: NotifierState): NotifierStep => {
  if (state.delivery === 'sending') return stay(state);
  if (state.delivery === 'pausing') return withFirst({ kind: 'stop', timer: 'pause' }, send(state));
  return send(state);
};

const send = (state: NotifierState): NotifierStep => {
  const { ending } = state;
  const phase = ending === null ? 'open' : 'closing';
  // The last word is the whole state, for those who only fetch it.
  const full = state.owed === 'full' || ending !== null;
  return {
    state: { ...state, phase, delivery: 'sending', owed: 'nothing' },
    effects: [{ kind: 'notify', full, ending }],
  };
};

const onDelivered = (state: NotifierState, { minIntervalMs }: NotifierOptions): NotifierStep => {
  if (state.phase === 'closing') return close(state);
  if (state.ending !== null || state.owed === 'full') return send(state);
  if (minIntervalMs > 0) return pause(state, minIntervalMs);
  if (state.owed === 'nothing') return stay({ ...state, delivery: 'idle' });
  return { state: { ...state, delivery: 'queued' }, effects: [{ kind: 'queue' }] };
};

/** 4.2.2: tried again when the subscriber said, with all of the state, since what was sent is lost. */
const onPostponed = (state: NotifierState, retryAfterMs: number): NotifierStep =>
  state.phase === 'closing' ? close(state) : pause({ ...state, owed: 'full' }, retryAfterMs);

const pause = (state: NotifierState, delayMs: number): NotifierStep => ({
  state: { ...state, delivery: 'pausing' },
  effects: [{ kind: 'start', timer: 'pause', delayMs }],
});

const close = (state: NotifierState): NotifierStep => ({
  state: { ...state, phase: 'closed', delivery: 'idle' },
  effects: [{ kind: 'stop', timer: 'expires' }, { kind: 'stop', timer: 'pause' }, { kind: 'forget' }],
});
