/** Provisional responses to one INVITE that the caller wants reliable (RFC 3262 3): numbered, repeated, acknowledged by PRACK. */
import { hasOption } from '../headers/scalars.ts';
import type { RAck } from '../headers/scalars.ts';
import type { SipResponse } from '../message.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import { T1_MS, TRANSACTION_MS } from '../transaction/timers.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { TimerWheel, WheelTimer } from '../transaction/timer-wheel.ts';
import { header, sdpOf } from './parts.ts';

/** Room to count up from: RSeq starts anywhere from 1 to 2^31-1. */
const MAX_FIRST_RSEQ = 0x3fff_ffff;

type Outstanding = { readonly response: SipResponse; readonly rseq: number };

export class ReliableProvisionals {
  /** The caller put 100rel into Require: every 18x must be reliable. */
  readonly isRequired: boolean;
  /** SDP that the caller has acknowledged. */
  sentSdp: Uint8Array | null = null;
  readonly #wheel: TimerWheel;
  readonly #transaction: ServerTransaction;
  readonly #onGiveUp: () => void;
  readonly #queue: SipResponse[] = [];
  readonly #repeat: WheelTimer;
  #outstanding: Outstanding | null = null;
  #lastRSeq = 0;
  #intervalMs = T1_MS;
  #elapsedMs = 0;
  #onSettled: ((isAcknowledged: boolean) => void) | null = null;

  /** `onGiveUp`: 64*T1 without PRACK; the INVITE is to be refused. */
  constructor(wheel: TimerWheel, transaction: ServerTransaction, onGiveUp: () => void) {
    this.#wheel = wheel;
    this.#transaction = transaction;
    this.#onGiveUp = onGiveUp;
    this.isRequired = hasOption(transaction.request, 'Require', '100rel');
    this.#repeat = createWheelTimer(() => this.#onTimer());
  }

  /** A response is on the wire and not acknowledged. */
  get isBusy(): boolean {
    return this.#outstanding !== null;
  }

  /** Sends now, or after the PRACK of the one before. */
  send(response: SipResponse): void {
    if (this.#outstanding !== null) return void this.#queue.push(response);
    const rseq = this.#lastRSeq === 0 ? 1 + Math.floor(Math.random() * MAX_FIRST_RSEQ) : this.#lastRSeq + 1;
    const own = [header('Require', '100rel'), header('RSeq', `${rseq}`)];
    const numbered = { ...response, headers: [...response.headers, ...own] };
    this.#lastRSeq = rseq;
    this.#outstanding = { response: numbered, rseq };
    this.#intervalMs = T1_MS;
    this.#elapsedMs = 0;
    this.#transaction.respond(numbered);
    this.#wheel.start(this.#repeat, T1_MS);
  }

  /** A PRACK came: null when it means nothing of ours, else what to do once it is answered. */
  acknowledge({ responseNumber, cseq }: RAck): (() => void) | null {
    const outstanding = this.#outstanding;
    const { envelope } = this.#transaction;
    if (outstanding?.rseq !== responseNumber) return null;
    if (cseq.method !== 'INVITE' || cseq.number !== envelope.cseq.number) return null;
    this.#wheel.stop(this.#repeat);
    this.#outstanding = null;
    this.sentSdp = sdpOf(outstanding.response) ?? this.sentSdp;
    return () => this.#next();
  }

  /** Calls back when nothing waits for a PRACK; with false when the INVITE ended before. What is queued is not sent. */
  whenSettled(callback: (isAcknowledged: boolean) => void): void {
    this.#queue.length = 0;
    if (this.#outstanding === null) return callback(true);
    this.#onSettled = callback;
  }

  /** The INVITE has its final response. */
  stop(): void {
    this.#wheel.stop(this.#repeat);
    this.#outstanding = null;
    this.#queue.length = 0;
    this.#settle(false);
  }

  #next(): void {
    if (this.#onSettled !== null) return this.#settle(true);
    const queued = this.#queue.shift();
    if (queued !== undefined) this.send(queued);
  }

  #settle(isAcknowledged: boolean): void {
    const callback = this.#onSettled;
    this.#onSettled = null;
    callback?.(isAcknowledged);
  }

  #onTimer(): void {
    const outstanding = this.#outstanding;
    if (outstanding === null) return;
    this.#elapsedMs += this.#intervalMs;
    if (this.#elapsedMs >= TRANSACTION_MS) return this.#onGiveUp();
    this.#transaction.respond(outstanding.response);
    this.#intervalMs = Math.min(this.#intervalMs * 2, TRANSACTION_MS - this.#elapsedMs);
    this.#wheel.start(this.#repeat, this.#intervalMs);
  }
}
