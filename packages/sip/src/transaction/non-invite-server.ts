/** Non-INVITE server transaction: RFC 3261 17.2.2 with the restrictions of RFC 4320. */
import {
  DELIVER,
  END_DONE,
  END_TIMEOUT,
  END_TRANSPORT,
  REPEAT_RESPONSE,
  SEND_RESPONSE,
  SEND_TRYING,
  ignore,
  start,
  stay,
  stop,
  to,
} from './machine.ts';
import type { MachineOptions, MachineState, ServerInput, Step } from './machine.ts';
import { NON_INVITE_TRYING_MS, TRANSACTION_MS } from './timers.ts';

export type NonInviteServerName = 'idle' | 'trying' | 'proceeding' | 'completed' | 'terminated';
type State = MachineState<NonInviteServerName>;
type Next = Step<NonInviteServerName>;

export const nonInviteServerStart: State = { name: 'idle', intervalMs: 0 };

/** One step of the machine; timers are inputs. */
export const stepNonInviteServer = (state: State, input: ServerInput, options: MachineOptions): Next => {
  switch (state.name) {
    case 'idle':
      return input.kind === 'start' ? begin() : ignore(state);
    case 'trying':
    case 'proceeding':
      return whileOpen(state, input, options);
    case 'completed':
      return inCompleted(state, input);
    case 'terminated':
      return ignore(state);
  }
};

/** RFC 4320 4.1: 100 when the client's repetitions have slowed to T2; 4.2: after 64*T1 an answer is of no use. */
const begin = (): Next =>
  to('trying', [start('trying', NON_INVITE_TRYING_MS), start('unanswered', TRANSACTION_MS), DELIVER]);

const whileOpen = (state: State, input: ServerInput, options: MachineOptions): Next => {
  switch (input.kind) {
    case 'request':
      // In Trying no response was sent yet: the repetition is discarded (17.2.2).
      return state.name === 'proceeding' ? stay(state, [REPEAT_RESPONSE]) : ignore(state);
    case 'respond':
      return onRespond(state, input.status, options);
    case 'timer':
      if (input.timer === 'unanswered') return to('terminated', [END_TIMEOUT]);
      return input.timer === 'trying' && state.name === 'trying' ? to('proceeding', [SEND_TRYING]) : ignore(state);
    case 'transport_error':
      return to('terminated', [END_TRANSPORT]);
    default:
      return ignore(state);
  }
};

const onRespond = (state: State, status: number, { reliable }: MachineOptions): Next => {
  // RFC 4320 4.1: no provisional but 100, and on unreliable transports only the timer sends it; 4.2: never 408.
  if (status < 200) return status === 100 && reliable ? sendProvisional(state) : ignore(state);
  if (status === 408) return ignore(state);
  const stops = [stop('trying'), stop('unanswered')];
  if (reliable) return to('terminated', [...stops, SEND_RESPONSE, END_DONE]);
  return to('completed', [...stops, start('J', TRANSACTION_MS), SEND_RESPONSE]);
};

const sendProvisional = (state: State): Next =>
  state.name === 'proceeding' ? stay(state, [SEND_RESPONSE]) : to('proceeding', [stop('trying'), SEND_RESPONSE]);

const inCompleted = (state: State, input: ServerInput): Next => {
  if (input.kind === 'request') return stay(state, [REPEAT_RESPONSE]);
  if (input.kind === 'timer' && input.timer === 'J') return to('terminated', [END_DONE]);
  if (input.kind === 'transport_error') return to('terminated', [END_TRANSPORT]);
  return ignore(state);
};
