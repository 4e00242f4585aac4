/** INVITE client transaction: RFC 3261 17.1.1 with the Accepted state of RFC 6026 7.2. */
import {
  DELIVER,
  END_DONE,
  END_TIMEOUT,
  END_TRANSPORT,
  SEND_ACK,
  SEND_REQUEST,
  ignore,
  start,
  stay,
  stop,
  to,
} from './machine.ts';
import type { ClientInput, MachineOptions, MachineState, Step } from './machine.ts';
import { T1_MS, TIMER_D_MS, TRANSACTION_MS } from './timers.ts';

export type InviteClientName = 'idle' | 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated';
type State = MachineState<InviteClientName>;
type Next = Step<InviteClientName>;

export const inviteClientStart: State = { name: 'idle', intervalMs: 0 };

/**
 * One step. The ACK to a 2xx is not the transaction's: a repeated 2xx is delivered again and the dialog acknowledges it.
 */
export const stepInviteClient = (state: State, input: ClientInput, options: MachineOptions): Next => {
  switch (state.name) {
    case 'idle':
      return input.kind === 'start' ? begin(options) : ignore(state);
    case 'calling':
      return inCalling(state, input, options);
    case 'proceeding':
      return inProceeding(state, input, options);
    case 'accepted':
      return inAccepted(state, input);
    case 'completed':
      return inCompleted(state, input);
    case 'terminated':
      return ignore(state);
  }
};

/** 17.1.1.2: timer A only on unreliable transports, timer B on all. */
const begin = ({ reliable }: MachineOptions): Next =>
  reliable
    ? to('calling', [SEND_REQUEST, start('B', TRANSACTION_MS)])
    : to('calling', [SEND_REQUEST, start('A', T1_MS), start('B', TRANSACTION_MS)], T1_MS);

const inCalling = (state: State, input: ClientInput, options: MachineOptions): Next => {
  switch (input.kind) {
    case 'response':
      return onResponse(input.status, options, options.reliable ? [stop('B')] : [stop('A'), stop('B')]);
    case 'timer':
      if (input.timer === 'B') return to('terminated', [END_TIMEOUT]);
      if (input.timer !== 'A' || options.reliable) return ignore(state);
      // Timer A has no cap: it doubles until timer B ends it.
      return to('calling', [SEND_REQUEST, start('A', state.intervalMs * 2)], state.intervalMs * 2);
    case 'transport_error':
      return to('terminated', [END_TRANSPORT]);
    case 'abandon':
      return to('terminated', [END_TIMEOUT]);
    default:
      return ignore(state);
  }
};

/** No timer runs here: the user decides how long it lets ring (RFC 3261 17.1.1.2). */
const inProceeding = (state: State, input: ClientInput, options: MachineOptions): Next => {
  switch (input.kind) {
    case 'response':
      return onResponse(input.status, options, []);
    case 'transport_error':
      return to('terminated', [END_TRANSPORT]);
    case 'abandon':
      return to('terminated', [END_TIMEOUT]);
    default:
      return ignore(state);
  }
};

const onResponse = (status: number, { reliable }: MachineOptions, stops: Step<string>['effects']): Next => {
  if (status < 200) return to('proceeding', [...stops, DELIVER]);
  if (status < 300) return to('accepted', [...stops, start('M', TRANSACTION_MS), DELIVER]);
  // Timer D is zero on reliable transports: nothing can be repeated there.
  if (reliable) return to('terminated', [...stops, SEND_ACK, DELIVER, END_DONE]);
  return to('completed', [...stops, SEND_ACK, start('D', TIMER_D_MS), DELIVER]);
};

/** RFC 6026 7.2: 2xx of other forks and repetitions go up; anything else is late. */
const inAccepted = (state: State, input: ClientInput): Next => {
  if (input.kind === 'response' && input.status >= 200 && input.status < 300) return stay(state, [DELIVER]);
  if (input.kind === 'timer' && input.timer === 'M') return to('terminated', [END_DONE]);
  return ignore(state);
};

const inCompleted = (state: State, input: ClientInput): Next => {
  // 17.1.1.2: each repeated final response means that the ACK was lost.
  if (input.kind === 'response' && input.status >= 300) return stay(state, [SEND_ACK]);
  if (input.kind === 'timer' && input.timer === 'D') return to('terminated', [END_DONE]);
  if (input.kind === 'transport_error') return to('terminated', [END_TRANSPORT]);
  return ignore(state);
};
