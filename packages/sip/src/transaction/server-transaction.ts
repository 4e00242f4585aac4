/** A server transaction at work: runs its machine, remembers its last response, owns its timers. */
import type { Flow, SipRequest, SipResponse } from '../message.ts';
import { serializeMessage } from '../serialize.ts';
import type { Counters } from './counters.ts';
import type { Envelope } from './envelope.ts';
import { inviteServerStart, stepInviteServer } from './invite-server.ts';
import type { Effect, EndReason, MachineOptions, MachineState, ServerInput, Step } from './machine.ts';
import { makeResponse } from './messages.ts';
import { nonInviteServerStart, stepNonInviteServer } from './non-invite-server.ts';
import { TimerSlot, isRepeating } from './timer-slot.ts';
import type { TimerWheel } from './timer-wheel.ts';
import type { TimerInput } from './timers.ts';

/** Told about the end of a transaction, exactly once. */
export type OnServerEnd = (reason: EndReason) => void;

export type ServerTransactionOptions = {
  readonly key: string;
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly flow: Flow;
  readonly wheel: TimerWheel;
  readonly counters: Counters;
  /** Puts bytes on the way back (RFC 3261 18.2.2); reports failure when there is none. */
  readonly sendBack: (transaction: ServerTransaction, bytes: Uint8Array) => void;
  readonly onEnded: (transaction: ServerTransaction) => void;
};

type AnyStep = (state: MachineState<string>, input: ServerInput, options: MachineOptions) => Step<string>;

const RELIABLE: MachineOptions = { reliable: true };
const UNRELIABLE: MachineOptions = { reliable: false };
const REQUEST: ServerInput = { kind: 'request' };
const ACK: ServerInput = { kind: 'ack' };

/** States that repeat nothing of their own accord; the transaction stays for seconds, its last response need not. */
const hasSaidAll: ReadonlySet<string> = new Set(['accepted', 'confirmed', 'terminated']);

export class ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly flow: Flow;
  /** Set by the user of the transaction. */
  onEnd: OnServerEnd | null = null;
  readonly #options: ServerTransactionOptions;
  readonly #machine: MachineOptions;
  readonly #step: AnyStep;
  readonly #repeat: TimerSlot;
  readonly #bound: TimerSlot;
  #state: MachineState<string>;
  #lastBytes: Uint8Array | null = null;
  #lastStatus = 0;

  constructor(options: ServerTransactionOptions) {
    this.key = options.key;
    this.request = options.request;
    this.envelope = options.envelope;
    this.flow = options.flow;
    this.#options = options;
    this.#machine = options.flow.transport === 'udp' ? UNRELIABLE : RELIABLE;
    const isInvite = options.request.method === 'INVITE';
    this.#step = (isInvite ? stepInviteServer : stepNonInviteServer) as AnyStep;
    this.#state = isInvite ? inviteServerStart : nonInviteServerStart;
    const onTimer = (input: TimerInput): void => void this.#input(input, null);
    this.#repeat = new TimerSlot(options.wheel, onTimer);
    this.#bound = new TimerSlot(options.wheel, onTimer);
  }

  get state(): string {
    return this.#state.name;
  }

  /** Status of the last response sent; 0 before the first. */
  get lastStatus(): number {
    return this.#lastStatus;
  }

  start(): void {
    this.#input({ kind: 'start' }, null);
  }

  onRepeated(): void {
    this.#options.counters.retransmissionsReceived += 1;
    this.#input(REQUEST, null);
  }

  onAck(): void {
    this.#input(ACK, null);
  }

  /** False when the machine had no use for it: answered already, or forbidden by RFC 4320. */
  respond(response: SipResponse): boolean {
    return this.#input({ kind: 'respond', status: response.status }, response);
  }

  fail(): void {
    this.#input({ kind: 'transport_error' }, null);
  }

  drop(): void {
    this.#repeat.clear();
    this.#bound.clear();
    this.#state = { name: 'terminated', intervalMs: 0 };
  }

  #input(input: ServerInput, response: SipResponse | null): boolean {
    const next = this.#step(this.#state, input, this.#machine);
    this.#state = next.state;
    for (const effect of next.effects) this.#apply(effect, response);
    if (hasSaidAll.has(this.#state.name)) this.#lastBytes = null;
    return next.ignored !== true;
  }

  #apply(effect: Effect, response: SipResponse | null): void {
    switch (effect.kind) {
      case 'send_response':
        if (response !== null) this.#send(response);
        return;
      case 'repeat_response':
        return this.#sendAgain();
      case 'send_trying':
        return this.#send(makeResponse(this.request, 100));
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

  #send(response: SipResponse): void {
    if (this.#lastStatus >= 200) this.#options.counters.retransmissionsSent += 1;
    this.#lastBytes = serializeMessage(response);
    this.#lastStatus = response.status;
    this.#options.counters.messagesSent += 1;
    this.#options.sendBack(this, this.#lastBytes);
  }

  #sendAgain(): void {
    if (this.#lastBytes === null) return;
    this.#options.counters.retransmissionsSent += 1;
    this.#options.counters.messagesSent += 1;
    this.#options.sendBack(this, this.#lastBytes);
  }

  #end(reason: EndReason): void {
    this.#repeat.clear();
    this.#bound.clear();
    this.#options.onEnded(this);
    this.onEnd?.(reason);
  }
}
