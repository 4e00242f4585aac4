/** What the four transaction machines have in common: pure steps from (state, input) to (state, effects). */
import type { TimerInput, TimerName } from './timers.ts';

/** Why a transaction is over. */
export type EndReason = 'done' | 'timeout' | 'transport_error';

export type Effect =
  /** Put the original request on the wire (again). */
  | { readonly kind: 'send_request' }
  /** Acknowledge a 3xx-6xx (RFC 3261 17.1.1.3). */
  | { readonly kind: 'send_ack' }
  /** Put the response of this input on the wire and remember it. */
  | { readonly kind: 'send_response' }
  /** Repeat the remembered response, if any. */
  | { readonly kind: 'repeat_response' }
  /** Make and send 100 Trying. */
  | { readonly kind: 'send_trying' }
  /** Hand the message of this input to the user of the transaction. */
  | { readonly kind: 'deliver' }
  | { readonly kind: 'start'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly timer: TimerName }
  /** Nothing more will happen; forget the transaction. */
  | { readonly kind: 'end'; readonly reason: EndReason };

export type MachineOptions = {
  /** The transport repeats lost packets itself (TCP, TLS, WebSocket). */
  readonly reliable: boolean;
};

/** `intervalMs` is the last interval of the repetition timer (A, E or G), 0 when it does not run. */
export type MachineState<Name extends string> = { readonly name: Name; readonly intervalMs: number };

/** `ignored`: the input has no meaning in this state (late, duplicate or wrong) and changed nothing. */
export type Step<Name extends string> = {
  readonly state: MachineState<Name>;
  readonly effects: readonly Effect[];
  readonly ignored?: true;
};

export type ClientInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'response'; readonly status: number }
  | TimerInput
  | { readonly kind: 'transport_error' }
  /** The user waited long enough after its CANCEL (RFC 3261 9.1). */
  | { readonly kind: 'abandon' };

export type ServerInput =
  | { readonly kind: 'start' }
  /** A repetition of the request. */
  | { readonly kind: 'request' }
  | { readonly kind: 'ack' }
  /** The user wants to send this response. */
  | { readonly kind: 'respond'; readonly status: number }
  | TimerInput
  | { readonly kind: 'transport_error' };

export const SEND_REQUEST: Effect = { kind: 'send_request' };
export const SEND_ACK: Effect = { kind: 'send_ack' };
export const SEND_RESPONSE: Effect = { kind: 'send_response' };
export const REPEAT_RESPONSE: Effect = { kind: 'repeat_response' };
export const SEND_TRYING: Effect = { kind: 'send_trying' };
export const DELIVER: Effect = { kind: 'deliver' };

const startEffects = new Map<string, Effect>();

/** Interned, because hundreds of them are made per second with a dozen distinct values. */
export const start = (timer: TimerName, delayMs: number): Effect => {
  const key = timer + delayMs;
  let effect = startEffects.get(key);
  if (effect === undefined) startEffects.set(key, (effect = { kind: 'start', timer, delayMs }));
  return effect;
};

const stopEffects = new Map<TimerName, Effect>();

export const stop = (timer: TimerName): Effect => {
  let effect = stopEffects.get(timer);
  if (effect === undefined) stopEffects.set(timer, (effect = { kind: 'stop', timer }));
  return effect;
};

export const END_DONE: Effect = { kind: 'end', reason: 'done' };
export const END_TIMEOUT: Effect = { kind: 'end', reason: 'timeout' };
export const END_TRANSPORT: Effect = { kind: 'end', reason: 'transport_error' };

const NONE: readonly Effect[] = [];

export const ignore = <Name extends string>(state: MachineState<Name>): Step<Name> => ({
  state,
  effects: NONE,
  ignored: true,
});

export const to = <Name extends string>(name: Name, effects: readonly Effect[], intervalMs = 0): Step<Name> => ({
  state: { name, intervalMs },
  effects,
});

export const stay = <Name extends string>(state: MachineState<Name>, effects: readonly Effect[]): Step<Name> => ({
  state,
  effects,
});
