/** Offers after the call is up: re-INVITE in both directions, UPDATE from the peer; never two at a time (RFC 3261 14). */
import { answerTimer } from '../dialog/session-timer.ts';
import type { TimerOffer } from '../dialog/session-timer.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import { bodyBytes, header, responseParts, sdpOf } from './parts.ts';
import type { SessionAnswers } from './session-answers.ts';
import type { SessionInner } from './session-inner.ts';
import { LocalReinvite } from './session-reinvite.ts';
import type { ReinviteOptions, ReinviteReply, ReinviteResult, RespondOptions, SipBody, SipHeaders } from './types.ts';

export type OnReinvite = (offer: Uint8Array | null, reply: ReinviteReply) => void;

type Queued = { readonly options: ReinviteOptions; readonly resolve: (result: ReinviteResult) => void };

export class SessionOffers {
  handler: OnReinvite | null = null;
  readonly #session: SessionInner;
  readonly #answers: SessionAnswers;
  readonly #queue: Queued[] = [];
  #local: LocalReinvite | null = null;
  /** Our re-INVITE got 491 and waits for its next try: the way is free for the peer. */
  #isWaiting = false;
  #remote: ServerTransaction | null = null;

  constructor(session: SessionInner, answers: SessionAnswers) {
    this.#session = session;
    this.#answers = answers;
  }

  reinvite(options: ReinviteOptions): Promise<ReinviteResult> {
    const { promise, resolve } = Promise.withResolvers<ReinviteResult>();
    this.#queue.push({ options, resolve });
    this.#next();
    return promise;
  }

  /** No re-INVITE may be sent while another is open in either direction; they are sent in order. */
  #next(): void {
    if (this.#local !== null || this.#remote !== null) return;
    const queued = this.#queue.shift();
    if (queued === undefined) return;
    if (this.#session.closed) return queued.resolve({ kind: 'closed' });
    this.#local = new LocalReinvite({
      session: this.#session,
      answers: this.#answers,
      options: queued.options,
      onWaiting: (isWaiting) => (this.#isWaiting = isWaiting),
      onDone: (result) => {
        this.#local = null;
        this.#isWaiting = false;
        queued.resolve(result);
        this.#next();
      },
    });
    this.#local.start([]);
  }

  onRequest(incoming: NewRequest, transaction: ServerTransaction): void {
    const { request } = incoming;
    const offer = sdpOf(request);
    if (this.#local !== null && !this.#isWaiting && !(request.method === 'UPDATE' && offer === null)) {
      return this.#session.respond(transaction, 491);
    }
    if (this.#remote !== null && !(request.method === 'UPDATE' && offer === null)) {
      // RFC 3261 14.2, RFC 3311 5.2.
      const retry = header('Retry-After', `${Math.floor(Math.random() * 11)}`);
      return this.#session.respond(transaction, 500, { headers: [retry] });
    }
    const timer = answerTimer(request, this.#session.core.timerPolicy);
    if (timer.kind === 'too_small') {
      return this.#session.respond(transaction, 422, { headers: [header('Min-SE', `${timer.minSeconds}`)] });
    }
    this.#session.refreshTarget(request);
    if (request.method === 'UPDATE' && offer === null) return this.#answerRefresh(transaction, timer);
    this.#offerToUser(incoming, transaction, timer);
  }

  stop(): void {
    this.#local?.abort();
    // RFC 3261 15.1.2: a request that is still open is answered, or both sides would keep it for ever.
    if (this.#remote !== null) this.#session.respond(this.#remote, 487);
    this.#remote = null;
    for (const { resolve } of this.#queue.splice(0)) resolve({ kind: 'closed' });
    this.handler = null;
  }

  #answerRefresh(transaction: ServerTransaction, timer: TimerOffer): void {
    this.#session.respond(transaction, 200, {}, this.#timerHeaders(timer));
    this.#startTimer(timer);
  }

  #offerToUser({ request }: NewRequest, transaction: ServerTransaction, timer: TimerOffer): void {
    if (this.handler === null) return this.#session.respond(transaction, 488);
    this.#remote = transaction;
    const { core } = this.#session;
    const reply: ReinviteReply = {
      method: request.method === 'UPDATE' ? 'UPDATE' : 'INVITE',
      request,
      accept: (body, options) => this.#accept(transaction, timer, { body, headers: options?.headers ?? [] }),
      reject: (status, options) => this.#reject(transaction, status, options),
    };
    core.cancellable.set(transaction, { onCancel: () => this.#reject(transaction, 487) });
    transaction.onEnd = () => this.#settle(transaction);
    const handler = this.handler;
    core.guard('onReinvite', () => handler(sdpOf(request), reply));
  }

  #accept(
    transaction: ServerTransaction,
    timer: TimerOffer,
    { body, headers }: { body: SipBody | undefined; headers: SipHeaders },
  ): Promise<Uint8Array | null> {
    if (this.#remote !== transaction) return Promise.resolve(null);
    const bytes = bodyBytes(body);
    if (bytes.length > 0) this.#session.lastLocalSdp = bytes;
    const own = [...this.#timerHeaders(timer), ...headers];
    const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
    if (transaction.request.method === 'UPDATE') {
      this.#session.respond(transaction, 200, { body: bytes }, own);
      resolve(null);
    } else {
      const { core } = this.#session;
      const parts = responseParts(core, null, { body: bytes }, [...this.#contact(transaction), ...own]);
      this.#answers.send(transaction, makeResponse(transaction.request, 200, parts), resolve);
    }
    this.#startTimer(timer);
    this.#settle(transaction);
    return promise;
  }

  #contact({ flow }: ServerTransaction): SipHeaders {
    return this.#session.build(0, { method: 'INVITE' }, flow).headers.filter(({ name }) => keptIn2xx.has(name));
  }

  #reject(transaction: ServerTransaction, status: number, options?: RespondOptions): void {
    if (this.#remote !== transaction) return;
    this.#session.respond(transaction, status, options);
    this.#settle(transaction);
  }

  #settle(transaction: ServerTransaction): void {
    if (this.#remote !== transaction) return;
    this.#remote = null;
    this.#next();
  }

  #timerHeaders(timer: TimerOffer): SipHeaders {
    return timer.kind === 'timer' ? timer.headers : [];
  }

  #startTimer(timer: TimerOffer): void {
    this.#session.setTimer(timer.kind === 'timer' ? timer.timer : null);
  }
}

/** A 2xx to INVITE says where we are and what we can do (RFC 3261 13.3.1.4). */
const keptIn2xx = new Set(['Contact', 'Allow', 'Supported']);
