/** One re-INVITE of ours, through challenges and 491 (RFC 3261 14.1). */
import { GLARE_ATTEMPTS, glareDelayMs } from '../dialog/glare.ts';
import { requestHeaders, timerFromResponse } from '../dialog/session-timer.ts';
import type { SipRequest, SipResponse } from '../message.ts';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.ts';
import type { EndReason } from '../transaction/machine.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { WheelTimer } from '../transaction/timer-wheel.ts';
import { TRANSACTION_MS } from '../transaction/timers.ts';
import { MAX_CHALLENGES, isChallenge } from './authenticator.ts';
import { bodyBytes, sdpOf } from './parts.ts';
import type { SessionAnswers } from './session-answers.ts';
import type { SessionInner } from './session-inner.ts';
import type { ReinviteOptions, ReinviteResult, SipHeaders } from './types.ts';

export type ReinviteParts = {
  readonly session: SessionInner;
  readonly answers: SessionAnswers;
  readonly options: ReinviteOptions;
  readonly onDone: (result: ReinviteResult) => void;
  /** While waiting out a 491 the peer may send its own offer. */
  readonly onWaiting: (isWaiting: boolean) => void;
};

export class LocalReinvite implements ClientUser {
  readonly #parts: ReinviteParts;
  readonly #retry: WheelTimer;
  #request: SipRequest | null = null;
  #transaction: ClientTransaction | null = null;
  #seq = 0;
  #challenges = 0;
  #attempts = 0;
  #isAnswered = false;
  #isDone = false;

  constructor(parts: ReinviteParts) {
    this.#parts = parts;
    this.#retry = createWheelTimer(() => {
      parts.onWaiting(false);
      this.start([]);
    });
  }

  start(credentials: SipHeaders): void {
    const { session, options } = this.#parts;
    if (session.closed) return this.#done({ kind: 'closed' });
    this.#seq = session.nextSeq();
    const timer = requestHeaders(session.core.timerPolicy, session.timer);
    const known =
      credentials.length > 0 ? credentials : session.authenticator.authorize('INVITE', session.dialog.remoteTarget);
    const headers = [...known, ...timer, ...(options.headers ?? [])];
    const parts = { method: 'INVITE', headers, body: options.body };
    session.core.sender.send(
      session.hop(),
      (flow) => session.build(this.#seq, parts, flow),
      this,
      ({ request, transaction }) => {
        this.#request = request;
        this.#transaction = transaction;
      },
    );
  }

  /** The session ended while this was under way; a 2xx still to come is acknowledged, but not waited for without end. */
  abort(): void {
    const { wheel } = this.#parts.session.core;
    wheel.stop(this.#retry);
    const transaction = this.#transaction;
    if (transaction !== null)
      wheel.start(
        createWheelTimer(() => transaction.abandon()),
        TRANSACTION_MS,
      );
    this.#done({ kind: 'closed' });
  }

  onResponse(response: SipResponse): void {
    if (response.status < 200) return;
    if (response.status < 300) return this.#isAnswered ? this.#repeatAck() : this.#onAccepted(response);
    if (this.#isDone) return;
    if (isChallenge(response.status) && this.#challenges < MAX_CHALLENGES) return this.#onChallenge(response);
    if (response.status === 491 && this.#attempts + 1 < GLARE_ATTEMPTS) return this.#waitAndRetry();
    if (response.status === 408 || response.status === 481) return this.#onPeerGone(`re-INVITE got ${response.status}`);
    this.#done({ kind: 'rejected', status: response.status, response });
  }

  onEnd(reason: EndReason, detail: string): void {
    if (this.#isDone || this.#isAnswered) return;
    if (reason === 'timeout') this.#onPeerGone('re-INVITE got no answer');
    else if (reason === 'transport_error') this.#done({ kind: 'transport_error', detail });
  }

  #repeatAck(): void {
    this.#parts.answers.repeatAck(this.#seq);
  }

  #onAccepted(response: SipResponse): void {
    this.#isAnswered = true;
    const { session, options } = this.#parts;
    session.refreshTarget(response);
    session.setTimer(timerFromResponse(response));
    const body = sdpOf(response);
    const isOfferless = bodyBytes(options.body).length === 0;
    if (!isOfferless) session.lastLocalSdp = bodyBytes(options.body);
    if (!isOfferless || body === null || options.answer === undefined)
      return this.#acknowledge(response, body, undefined);
    void Promise.resolve(options.answer(body)).then((answer) => {
      session.lastLocalSdp = bodyBytes(answer);
      this.#acknowledge(response, body, answer);
    });
  }

  #acknowledge(response: SipResponse, body: Uint8Array | null, answer: ReinviteOptions['body']): void {
    this.#parts.answers.acknowledge(this.#seq, this.#request!, answer);
    this.#done({ kind: 'accepted', body, response });
  }

  #onChallenge(response: SipResponse): void {
    this.#challenges += 1;
    const answer = Promise.resolve(this.#parts.session.authenticator.answer(response, this.#request!)).catch(
      () => null,
    );
    void answer.then((lines) => {
      if (lines === null) this.#done({ kind: 'rejected', status: response.status, response });
      else this.start(lines);
    });
  }

  #waitAndRetry(): void {
    this.#attempts += 1;
    this.#parts.onWaiting(true);
    const { core, ownsCallId } = this.#parts.session;
    core.wheel.start(this.#retry, glareDelayMs(ownsCallId));
  }

  #onPeerGone(detail: string): void {
    this.#done({ kind: 'timeout' });
    this.#parts.session.end({ kind: 'peer_gone', detail }, { sendBye: true });
  }

  #done(result: ReinviteResult): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#parts.onDone(result);
  }
}
