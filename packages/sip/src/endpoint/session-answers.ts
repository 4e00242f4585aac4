/** 2xx responses to INVITEs of one session: ours, repeated until the ACK; and the peer's, each acknowledged at once. */
import { AnswerRepeater } from '../dialog/answer-repeater.ts';
import { dialogRequest } from '../dialog/dialog.ts';
import type { SipHeader, SipRequest, SipResponse } from '../message.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import { bodyBytes, bodyHeaders, sdpOf } from './parts.ts';
import type { SessionInner } from './session-inner.ts';
import type { SipBody } from './types.ts';

type Awaited2xx = { readonly repeater: AnswerRepeater; readonly onAck: (body: Uint8Array | null) => void };

export class SessionAnswers {
  readonly #session: SessionInner;
  /** Our 2xx without ACK, by CSeq. */
  readonly #unacknowledged = new Map<number, Awaited2xx>();
  /** How to repeat the ACK of the last few INVITEs of ours, by CSeq. */
  readonly #acks = new Map<number, () => void>();
  #onSettled: (() => void) | null = null;

  constructor(session: SessionInner) {
    this.#session = session;
  }

  /** Calls back when no 2xx of ours waits for its ACK any more; at once when none does. */
  whenSettled(callback: () => void): void {
    this.#onSettled = callback;
    this.#checkSettled();
  }

  /** Sends our 2xx and repeats it. `onAck` gets the ACK's body; it is not called when none comes. */
  send(transaction: ServerTransaction, response: SipResponse, onAck: (body: Uint8Array | null) => void): void {
    const seq = transaction.envelope.cseq.number;
    const repeater = new AnswerRepeater(
      this.#session.core.wheel,
      () => void transaction.respond(response),
      () => {
        this.#unacknowledged.delete(seq);
        this.#session.end({ kind: 'no_ack' }, { sendBye: true });
        this.#checkSettled();
      },
    );
    this.#unacknowledged.set(seq, { repeater, onAck });
    transaction.respond(response);
  }

  onAck({ request, envelope }: NewRequest): void {
    const awaited = this.#unacknowledged.get(envelope.cseq.number);
    // A repeated ACK, or one to an INVITE long settled.
    if (awaited === undefined) return this.#session.core.drops.add('stray_ack');
    this.#unacknowledged.delete(envelope.cseq.number);
    awaited.repeater.stop();
    awaited.onAck(sdpOf(request));
    this.#checkSettled();
  }

  /** ACK to a 2xx of the peer (RFC 3261 13.2.2.4), with the credentials of the INVITE. */
  acknowledge(seq: number, invite: SipRequest, body?: SipBody): void {
    if (this.#acks.has(seq)) return;
    const { core, dialog } = this.#session;
    const bytes = bodyBytes(body);
    const headers: SipHeader[] = [...invite.headers.filter(isCredential), ...bodyHeaders(bytes)];
    const ack = dialogRequest(dialog, { method: 'ACK', seq, headers, body: bytes });
    // Even when the address is looked up first, a second call must not send another ACK.
    this.#acks.set(seq, () => undefined);
    if (this.#acks.size > 4) this.#acks.delete(this.#acks.keys().next().value!);
    core.sender.sendAck(
      this.#session.hop(),
      () => ack,
      (repeat) => this.#acks.set(seq, repeat),
    );
  }

  /** Every repeated 2xx means that the ACK was lost. */
  repeatAck(seq: number): void {
    const repeat = this.#acks.get(seq);
    if (repeat === undefined) return;
    this.#session.core.counters.retransmissionsReceived += 1;
    this.#session.core.counters.retransmissionsSent += 1;
    repeat();
  }

  /** The session is over: no more repetitions. */
  stop(): void {
    for (const { repeater } of this.#unacknowledged.values()) repeater.stop();
    this.#unacknowledged.clear();
  }

  #checkSettled(): void {
    const callback = this.#onSettled;
    if (callback === null || this.#unacknowledged.size > 0) return;
    this.#onSettled = null;
    callback();
  }
}

const isCredential = ({ name }: SipHeader): boolean => name === 'Authorization' || name === 'Proxy-Authorization';
