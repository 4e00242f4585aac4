/** Non-INVITE client transaction: RFC 3261 17.1.2. */
import {
  DELIVER,
  END_DONE,
  END_TIMEOUT,
  END_TRANSPORT,
  SEND_REQUEST,
  ignore,
  start,
  stay,
  stop,
  to,
} from './machine.ts';
import type { ClientInput, MachineOptions, MachineState, Step } from './machine.ts';
import { T1_MS, T2_MS, T4_MS, TRANSACTION_MS, doubled } from './timers.ts';

export type NonInviteClientName = 'idle' | 'trying' | 'proceeding' | 'completed' | 'terminated';
type State = MachineState<NonInviteClientName>;
type Next = Step<NonInviteClientName>;

export const nonInviteClientStart: State = { name: 'idle', intervalMs: 0 };

/** One step of the machine; timers are inputs. */
export const stepNonInviteClient = (state: State, input: ClientInput, options: MachineOptions): Next => {
  switch (state.name) {
    case 'idle':
      return input.kind === 'start' ? begin(options) : ignore(state);
    case 'trying':
    case 'proceeding':
      return whileOpen(state, input, options);
    case 'completed':
      // Repeated responses are absorbed until timer K (17.1.2.2).
      return input.kind === 'timer' && input.timer === 'K' ? to('terminated', [END_DONE]) : ignore(state);
    case 'terminated':
      return ignore(state);
  }
};

const begin = ({ reliable }: MachineOptions): Next =>
  reliable
    ? to('trying', [SEND_REQUEST, start('F', TRANSACTION_MS)])
    : to('trying', [SEND_REQUEST, start('E', T1_MS), start('F', TRANSACTION_MS)], T1_MS);

const whileOpen = (state: State, input: ClientInput, options: MachineOptions): Next => {
  switch (input.kind) {
    case 'response':
      return input.status < 200 ? onProvisional(state) : onFinal(options);
    case 'timer':
      if (input.timer === 'F') return to('terminated', [END_TIMEOUT]);
      return input.timer === 'E' && !options.reliable ? repeat(state) : ignore(state);
    case 'transport_error':
      return to('terminated', [END_TRANSPORT]);
    case 'abandon':
      return to('terminated', [END_TIMEOUT]);
    default:
      return ignore(state);
  }
};

/** 17.1.2.2: timer E doubles up to T2; once a provisional response came it is T2 at once. */
const repeat = (state: State): Next => {
  const intervalMs = state.name === 'proceeding' ? T2_MS : doubled(state.intervalMs, T2_MS);
  return { state: { name: state.name, intervalMs }, effects: [SEND_REQUEST, start('E', intervalMs)] };
};

const onProvisional = (state: State): Next =>
  state.name === 'proceeding' ? stay(state, [DELIVER]) : to('proceeding', [DELIVER], state.intervalMs);

const onFinal = ({ reliable }: MachineOptions): Next =>
  reliable
    ? to('terminated', [stop('F'), DELIVER, END_DONE])
    : to('completed', [stop('E'), stop('F'), start('K', T4_MS), DELIVER]);
