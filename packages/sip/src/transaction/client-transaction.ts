/** A client transaction at work: runs its machine, owns its timers and the bytes on the wire. */
import type { Flow, SipRequest, SipResponse } from '../message.ts';
import { serializeMessage } from '../serialize.ts';
import type { Transports } from '../transport/transports.ts';
import type { Counters } from './counters.ts';
import { inviteClientStart, stepInviteClient } from './invite-client.ts';
import type { ClientInput, Effect, EndReason, MachineOptions, MachineState, Step } from './machine.ts';
import { makeFailureAck } from './messages.ts';
import { nonInviteClientStart, stepNonInviteClient } from './non-invite-client.ts';
import { TimerSlot, isRepeating } from './timer-slot.ts';
import type { TimerWheel } from './timer-wheel.ts';
import type { TimerInput } from './timers.ts';

/** Who asked. `onEnd` comes exactly once, also after a final response. */
export interface ClientUser {
  onResponse(response: SipResponse, transaction: ClientTransaction): void;
  /** Without a transaction when nothing could be sent at all. */
  onEnd(reason: EndReason, detail: string, transaction: ClientTransaction | null): void;
}

export type ClientTransactionOptions = {
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly user: ClientUser;
  readonly transports: Transports;
  readonly wheel: TimerWheel;
  readonly counters: Counters;
  readonly onEnded: (transaction: ClientTransaction) => void;
};

type AnyStep = (state: MachineState<string>, input: ClientInput, options: MachineOptions) => Step<string>;

const RELIABLE: MachineOptions = { reliable: true };
const UNRELIABLE: MachineOptions = { reliable: false };

/** States after a final response: the request is not repeated any more, and its bytes need not stay for seconds. */
const isAnswered: ReadonlySet<string> = new Set(['accepted', 'completed', 'terminated']);

export class ClientTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly #options: ClientTransactionOptions;
  readonly #machine: MachineOptions;
  readonly #step: AnyStep;
  readonly #repeat: TimerSlot;
  readonly #bound: TimerSlot;
  readonly #onSendError = (detail: string): void => this.fail(detail);
  #state: MachineState<string>;
  #bytes: Uint8Array | null = null;
  #ackBytes: Uint8Array | null = null;
  #detail = '';

  constructor(options: ClientTransactionOptions) {
    this.key = options.key;
    this.request = options.request;
    this.flow = options.flow;
    this.#options = options;
    this.#machine = options.flow.transport === 'udp' ? UNRELIABLE : RELIABLE;
    const isInvite = options.request.method === 'INVITE';
    this.#step = (isInvite ? stepInviteClient : stepNonInviteClient) as AnyStep;
    this.#state = isInvite ? inviteClientStart : nonInviteClientStart;
    const onTimer = (input: TimerInput): void => this.#input(input, null);
    this.#repeat = new TimerSlot(options.wheel, onTimer);
    this.#bound = new TimerSlot(options.wheel, onTimer);
  }

  get state(): string {
    return this.#state.name;
  }

  start(): void {
    this.#input({ kind: 'start' }, null);
  }

  onResponse(response: SipResponse): void {
    this.#input({ kind: 'response', status: response.status }, response);
  }

  /** The network reported that it could not deliver. */
  fail(detail: string): void {
    this.#detail = detail;
    this.#input({ kind: 'transport_error' }, null);
  }

  /** Stop waiting; the user is told `timeout`. */
  abandon(): void {
    this.#input({ kind: 'abandon' }, null);
  }

  /** Without telling anyone: the endpoint closes. */
  drop(): void {
    this.#repeat.clear();
    this.#bound.clear();
    this.#state = { name: 'terminated', intervalMs: 0 };
  }

  #input(input: ClientInput, response: SipResponse | null): void {
    const next = this.#step(this.#state, input, this.#machine);
    this.#state = next.state;
    if (next.ignored && response !== null) this.#options.counters.retransmissionsReceived += 1;
    for (const effect of next.effects) this.#apply(effect, response);
    if (isAnswered.has(this.#state.name)) this.#bytes = null;
  }

  #apply(effect: Effect, response: SipResponse | null): void {
    switch (effect.kind) {
      case 'send_request':
        return this.#sendRequest();
      case 'send_ack':
        return this.#sendAck(response);
      case 'deliver':
        if (response !== null) this.#options.user.onResponse(response, this);
        return;
      case 'start':
        // A send that failed on the spot has ended the transaction in the middle of this step.
        if (this.#state.name === 'terminated') return;
        return (isRepeating(effect.timer) ? this.#repeat : this.#bound).start(effect.timer, effect.delayMs);
      case 'stop':
        return (isRepeating(effect.timer) ? this.#repeat : this.#bound).stop(effect.timer);
      case 'end':
        return this.#end(effect.reason);
      default:
    }
  }

  #sendRequest(): void {
    if (this.#bytes === null) this.#bytes = serializeMessage(this.request);
    else this.#options.counters.retransmissionsSent += 1;
    this.#options.counters.messagesSent += 1;
    this.#options.transports.send(this.flow, this.#bytes, this.#onSendError);
  }

  #sendAck(response: SipResponse | null): void {
    if (this.#ackBytes !== null) {
      this.#options.counters.retransmissionsSent += 1;
      this.#options.counters.retransmissionsReceived += 1;
    } else if (response !== null) this.#ackBytes = serializeMessage(makeFailureAck(this.request, response));
    if (this.#ackBytes === null) return;
    this.#options.counters.messagesSent += 1;
    this.#options.transports.send(this.flow, this.#ackBytes, this.#onSendError);
  }

  #end(reason: EndReason): void {
    this.#repeat.clear();
    this.#bound.clear();
    this.#options.onEnded(this);
    this.#options.user.onEnd(reason, this.#detail, this);
  }
}
