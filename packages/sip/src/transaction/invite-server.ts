/** INVITE server transaction: RFC 3261 17.2.1 with the Accepted state of RFC 6026 7.1. */
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
import { T1_MS, T2_MS, T4_MS, TRANSACTION_MS, TRYING_MS, doubled } from './timers.ts';

export type InviteServerName = 'idle' | 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';
type State = MachineState<InviteServerName>;
type Next = Step<InviteServerName>;

export const inviteServerStart: State = { name: 'idle', intervalMs: 0 };

/** One step. Repeating a 2xx is the dialog's business: it comes in again as `respond`. */
export const stepInviteServer = (state: State, input: ServerInput, options: MachineOptions): Next => {
  switch (state.name) {
    case 'idle':
      return input.kind === 'start' ? to('proceeding', [start('trying', TRYING_MS), DELIVER]) : ignore(state);
    case 'proceeding':
      return inProceeding(state, input, options);
    case 'accepted':
      return inAccepted(state, input);
    case 'completed':
      return inCompleted(state, input, options);
    case 'confirmed':
      // Repeated ACKs are absorbed until timer I (17.2.1).
      return input.kind === 'timer' && input.timer === 'I' ? to('terminated', [END_DONE]) : ignore(state);
    case 'terminated':
      return ignore(state);
  }
};

const inProceeding = (state: State, input: ServerInput, options: MachineOptions): Next => {
  switch (input.kind) {
    case 'request':
      return stay(state, [REPEAT_RESPONSE]);
    case 'respond':
      return onRespond(state, input.status, options);
    case 'timer':
      return input.timer === 'trying' ? stay(state, [SEND_TRYING]) : ignore(state);
    case 'transport_error':
      return to('terminated', [END_TRANSPORT]);
    default:
      return ignore(state);
  }
};

const onRespond = (state: State, status: number, { reliable }: MachineOptions): Next => {
  const stopTrying = stop('trying');
  if (status < 200) return stay(state, [stopTrying, SEND_RESPONSE]);
  if (status < 300) return to('accepted', [stopTrying, start('L', TRANSACTION_MS), SEND_RESPONSE]);
  // Timer G only on unreliable transports; timer H waits for the ACK on all of them.
  if (reliable) return to('completed', [stopTrying, start('H', TRANSACTION_MS), SEND_RESPONSE]);
  return to('completed', [stopTrying, start('G', T1_MS), start('H', TRANSACTION_MS), SEND_RESPONSE], T1_MS);
};

/** RFC 6026 7.1: repeated INVITEs are absorbed, ACKs and further 2xx pass through until timer L. */
const inAccepted = (state: State, input: ServerInput): Next => {
  if (input.kind === 'ack') return stay(state, [DELIVER]);
  if (input.kind === 'respond' && input.status >= 200 && input.status < 300) return stay(state, [SEND_RESPONSE]);
  if (input.kind === 'timer' && input.timer === 'L') return to('terminated', [END_DONE]);
  return ignore(state);
};

const inCompleted = (state: State, input: ServerInput, { reliable }: MachineOptions): Next => {
  switch (input.kind) {
    case 'request':
      return stay(state, [REPEAT_RESPONSE]);
    case 'ack':
      return reliable
        ? to('terminated', [stop('H'), END_DONE])
        : to('confirmed', [stop('G'), stop('H'), start('I', T4_MS)]);
    case 'timer':
      if (input.timer === 'H') return to('terminated', [END_TIMEOUT]);
      return input.timer === 'G' && !reliable ? repeat(state) : ignore(state);
    case 'transport_error':
      return to('terminated', [END_TRANSPORT]);
    default:
      return ignore(state);
  }
};

const repeat = (state: State): Next => {
  const intervalMs = doubled(state.intervalMs, T2_MS);
  return { state: { name: 'completed', intervalMs }, effects: [REPEAT_RESPONSE, start('G', intervalMs)] };
};
