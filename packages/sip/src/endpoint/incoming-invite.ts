/** An INVITE that starts a call, until it is accepted, rejected or cancelled. */
import { refreshTarget, takeRemoteSeq, uasDialog } from '../dialog/dialog.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { answerTimer } from '../dialog/session-timer.ts';
import type { TimerOffer } from '../dialog/session-timer.ts';
import { readReplaces } from '../headers/structured.ts';
import { headerValue, headerValues } from '../headers/values.ts';
import type { Flow, SipRequest, SipResponse } from '../message.ts';
import { newTag } from '../transaction/ids.ts';
import { makeResponse } from '../transaction/messages.ts';
import { fallbackTarget } from '../transaction/response-route.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import { isHiddenContact } from '../transport/private-address.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Cancellable, EndpointCore } from './core.ts';
import type { DialogOwner } from './dialog-table.ts';
import { EarlyRequests } from './early-requests.ts';
import { Once } from './once.ts';
import { SDP, bodyBytes, contactValue, header, responseParts, sdpOf } from './parts.ts';
import { ReliableProvisionals } from './reliable-provisionals.ts';
import { capabilities } from './session-rules.ts';
import { Session } from './sip-session.ts';
import type {
  AcceptOptions,
  AcceptResult,
  IncomingInvite,
  ReinviteReply,
  Replaces,
  RespondOptions,
  SipHeaders,
} from './types.ts';

type State = 'pending' | 'accepted' | 'rejected' | 'cancelled';

export type InviteStart =
  | { readonly kind: 'invite'; readonly invite: PendingInvite }
  /** Answered already, by this status. */
  | { readonly kind: 'refused'; readonly status: number };

/** Opens the server transaction; refuses what can never become a dialog. */
export const startInvite = (core: EndpointCore, incoming: NewRequest): InviteStart => {
  const transaction = core.layer.createServer(incoming);
  const localTag = newTag();
  const refuse = (status: number, options: RespondOptions): InviteStart => {
    transaction.respond(makeResponse(incoming.request, status, responseParts(core, localTag, options)));
    return { kind: 'refused', status };
  };
  if (incoming.envelope.fromTag === null) return refuse(400, { reason: 'Missing From tag' });
  if (!isReadableBody(incoming.request)) return refuse(415, { headers: [header('Accept', `${SDP}, multipart/mixed`)] });
  const dialog = uasDialog(incoming.request, incoming.envelope, localTag);
  if (dialog === null) return refuse(400, { reason: 'Missing or malformed Contact' });
  const timer = answerTimer(incoming.request, core.timerPolicy);
  if (timer.kind === 'too_small') return refuse(422, { headers: [header('Min-SE', `${timer.minSeconds}`)] });
  return { kind: 'invite', invite: new PendingInvite({ core, incoming, transaction, dialog, timer }) };
};

/** RFC 3261 8.2.3: SDP, a multipart with SDP in it, or something that the caller calls optional. */
const isReadableBody = (request: SipRequest): boolean => {
  if (request.body.length === 0) return true;
  const isPlain = headerValues(request, 'Content-Encoding').every((coding) => coding.toLowerCase() === 'identity');
  if (isPlain && sdpOf(request) !== null) return true;
  return /;\s*handling\s*=\s*optional/i.test(headerValue(request, 'Content-Disposition') ?? '');
};

type PendingInit = {
  readonly core: EndpointCore;
  readonly incoming: NewRequest;
  readonly transaction: ServerTransaction;
  readonly dialog: Dialog;
  readonly timer: TimerOffer;
};

export class PendingInvite implements IncomingInvite, DialogOwner, Cancellable {
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly offer: Uint8Array | null;
  readonly replaces: Replaces | null;
  /** For the table that lists this INVITE. */
  onTransactionEnd: (() => void) | null = null;
  readonly #init: PendingInit;
  readonly #cancelled = new Once<string | null>();
  readonly #reliable: ReliableProvisionals;
  /** Made when it is needed: most calls have no requests before their answer. */
  #early: EarlyRequests | null = null;
  #dialog: Dialog;
  #state: State = 'pending';
  /** Accepted, but a reliable provisional response still waits for its PRACK. */
  #isAccepting = false;
  #lastSdp: Uint8Array | null = null;

  constructor(init: PendingInit) {
    const { core, incoming, dialog, transaction } = init;
    this.#init = init;
    this.request = incoming.request;
    this.flow = incoming.flow;
    this.callId = dialog.callId;
    this.localTag = dialog.localTag;
    this.remoteTag = dialog.remoteTag;
    this.offer = sdpOf(incoming.request);
    this.replaces = readReplaces(incoming.request) ?? null;
    this.#dialog = dialog;
    this.#reliable = new ReliableProvisionals(core.wheel, transaction, () => this.#giveUp());
    core.dialogs.set(this.callId, this.localTag, this.remoteTag, this);
    core.cancellable.set(transaction, this);
    transaction.onEnd = () => {
      // The transaction died before the final response: the way back is broken.
      if (this.#state === 'pending') this.#cancel(null);
      this.onTransactionEnd?.();
    };
  }

  get state(): State {
    return this.#state;
  }

  trying(): void {
    if (this.#state !== 'pending' || this.#init.transaction.lastStatus !== 0) return;
    this.#init.transaction.respond(makeResponse(this.request, 100));
  }

  ring(options: RespondOptions & { status?: 180 | 181 | 182 | 183; contact?: string } = {}): void {
    if (this.#state !== 'pending' || this.#isAccepting) return;
    const body = bodyBytes(options.body);
    const response = this.#response(options.status ?? 180, options, this.#contact(options.contact));
    if (!this.#reliable.isRequired) this.#init.transaction.respond(response);
    // RFC 3261 13.2.1: the first reliable response to an INVITE without offer must carry ours.
    else if (this.offer !== null || body.length > 0) this.#reliable.send(response);
    else return;
    if (body.length > 0) this.#lastSdp = body;
  }

  accept(options: AcceptOptions): Promise<AcceptResult> {
    if (this.#state !== 'pending' || this.#isAccepting) return Promise.resolve({ kind: 'gone' });
    if (!this.#reliable.isBusy) return Promise.resolve(this.#accept(options));
    // RFC 3262 3: the 2xx waits for the PRACK.
    this.#isAccepting = true;
    const { promise, resolve } = Promise.withResolvers<AcceptResult>();
    this.#reliable.whenSettled((isAcknowledged) => {
      resolve(isAcknowledged && this.#state === 'pending' ? this.#accept(options) : { kind: 'gone' });
    });
    return promise;
  }

  onOffer(callback: (offer: Uint8Array, reply: ReinviteReply) => void): void {
    this.#earlyRequests().offers.handler = callback;
  }

  reject(status: number, options: RespondOptions = {}): void {
    if (this.#state !== 'pending') return;
    this.#finish('rejected');
    this.#respond(status, options);
  }

  onCancelled(callback: (reason: string | null) => void): void {
    this.#cancelled.on((reason) => this.#init.core.guard('onCancelled', () => callback(reason)));
  }

  onCancel(reason: string | null): void {
    if (this.#state !== 'pending') return;
    this.#respond(487, {});
    this.#cancel(reason);
  }

  /**
   * The caller's connection is gone. RFC 3261 18.2.2 lets a new one be opened to where the caller listens; a caller that
   * cannot be reached there either (a browser, a phone behind NAT, one that vanished) has given up.
   */
  onFlowLost(): void {
    if (this.#state !== 'pending') return;
    const { core, transaction } = this.#init;
    const target = fallbackTarget(transaction.envelope.via, this.flow);
    if (target === null) return transaction.fail();
    void Promise.resolve(core.transports.obtain(target)).then((result) => {
      if (result.kind === 'failed' && this.#state === 'pending') transaction.fail();
    });
  }

  /** Requests in the early dialog. */
  onRequest(incoming: NewRequest): void {
    const dialog = takeRemoteSeq(this.#dialog, incoming.envelope.cseq.number);
    if (dialog === 'old') {
      const { core } = this.#init;
      core.drops.add('old_cseq');
      const parts = responseParts(core, null, { reason: 'CSeq out of order' });
      return void core.layer.createServer(incoming).respond(makeResponse(incoming.request, 500, parts));
    }
    this.#dialog = incoming.request.method === 'UPDATE' ? refreshTarget(dialog, incoming.request) : dialog;
    this.#earlyRequests().onRequest(incoming);
  }

  onAckRequest(): void {
    this.#init.core.drops.add('stray_ack');
  }

  dump(): Record<string, unknown> {
    const { callId, localTag, remoteTag } = this;
    return { callId, localTag, remoteTag, state: this.#state, lastStatus: this.#init.transaction.lastStatus };
  }

  #earlyRequests(): EarlyRequests {
    return (this.#early ??= new EarlyRequests({
      core: this.#init.core,
      reliable: this.#reliable,
      isOfferless: this.offer === null,
      contact: () => this.#contact(undefined),
      onBye: (reason) => this.onCancel(reason),
      onLocalSdp: (sdp) => (this.#lastSdp = sdp),
    }));
  }

  #accept(options: AcceptOptions): AcceptResult {
    this.#state = 'accepted';
    this.#early?.stop();
    this.#cancelled.release();
    const { core, transaction, timer } = this.#init;
    const session = this.#createSession(options);
    const own = [
      ...this.#contact(options.contact),
      ...capabilities(core),
      ...(timer.kind === 'timer' ? timer.headers : []),
    ];
    const response = makeResponse(
      this.request,
      200,
      responseParts(core, this.localTag, this.#finalParts(options), own),
    );
    session.setTimer(timer.kind === 'timer' ? timer.timer : null);
    session.answer(transaction, response, this.#early?.answer ?? null);
    return { kind: 'accepted', session };
  }

  /** RFC 3261 13.2.1: what a reliable response has settled is not said again. */
  #finalParts(options: AcceptOptions): AcceptOptions {
    const { sentSdp } = this.#reliable;
    if (sentSdp === null || Buffer.compare(sentSdp, bodyBytes(options.body)) !== 0) return options;
    return { ...options, body: '' };
  }

  #createSession(options: AcceptOptions): Session {
    const { core } = this.#init;
    const dialog = this.#dialog;
    const body = bodyBytes(options.body);
    return new Session({
      core,
      direction: 'inbound',
      dialog,
      flow: this.flow,
      sticky: isNatted(this.#init.incoming) || isHiddenContact(dialog.remoteTarget, this.flow),
      authenticator: createAuthenticator(undefined),
      contact: options.contact ?? null,
      remoteAllow: headerValue(this.request, 'Allow') ?? null,
      lastLocalSdp: body.length > 0 ? body : this.#lastSdp,
    });
  }

  #contact(own: string | undefined): SipHeaders {
    return [header('Contact', own ?? contactValue(this.#init.core, this.flow))];
  }

  #respond(status: number, options: RespondOptions): void {
    this.#init.transaction.respond(this.#response(status, options));
  }

  #response(status: number, options: RespondOptions, own: SipHeaders = []): SipResponse {
    return makeResponse(this.request, status, responseParts(this.#init.core, this.localTag, options, own));
  }

  /** No PRACK in 64*T1 (RFC 3262 3). */
  #giveUp(): void {
    if (this.#state !== 'pending') return;
    this.#respond(504, {});
    this.#cancel(null);
  }

  #cancel(reason: string | null): void {
    this.#finish('cancelled');
    this.#cancelled.set(reason);
  }

  #finish(state: State): void {
    this.#state = state;
    if (state === 'rejected') this.#cancelled.release();
    this.#reliable.stop();
    this.#early?.stop();
    this.#init.core.dialogs.delete(this.callId, this.localTag, this.remoteTag, this);
  }
}

/** Over a connection, or from another address than the peer believes: only the flow leads back (RFC 5626, RFC 3581). */
export const isNatted = ({ envelope: { via }, flow }: NewRequest): boolean =>
  flow.transport !== 'udp' || via.host !== flow.remoteAddress || (via.port ?? 5060) !== flow.remotePort;
