/** A confirmed dialog and everything that can happen in it. The parts are in `session-*.ts`; this is who they are. */
import { dialogRequest, nextHop, refreshTarget, takeRemoteSeq, uriOf } from '../dialog/dialog.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { SessionTimer } from '../dialog/session-timer.ts';
import { headerValue } from '../headers/values.ts';
import type { Flow, SipMessage, SipRequest, SipResponse } from '../message.ts';
import { newTag } from '../transaction/ids.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import type { Authenticator } from './authenticator.ts';
import type { EndpointCore } from './core.ts';
import type { DialogOwner } from './dialog-table.ts';
import { Once } from './once.ts';
import { bodyBytes, bodyHeaders, contactValue, header, reasonHeaders, responseParts } from './parts.ts';
import { runRequest } from './request-runner.ts';
import type { Hop } from './sender.ts';
import { SessionAnswers } from './session-answers.ts';
import type { InDialogParts, SessionInner } from './session-inner.ts';
import { SessionOffers } from './session-offers.ts';
import { SessionRefers } from './session-refers.ts';
import { SessionRefresh } from './session-refresh.ts';
import { WITH_CONTACT, allows, capabilities, endReasonHeaders, goneDetail } from './session-rules.ts';
import type {
  ByeReason,
  FinalResponse,
  IncomingRefer,
  IncomingRequest,
  ReferOptions,
  ReinviteOptions,
  ReinviteReply,
  ReinviteResult,
  RespondOptions,
  SipBody,
  SipHeaders,
  SipSession,
} from './types.ts';

export type SessionInit = {
  readonly core: EndpointCore;
  readonly direction: 'inbound' | 'outbound';
  readonly dialog: Dialog;
  readonly flow: Flow;
  /** Keep to the flow instead of the peer's Contact: NAT, or a connection. */
  readonly sticky: boolean;
  readonly authenticator: Authenticator;
  /** Contact of our own choice. */
  readonly contact: string | null;
  /** Allow of the peer; null when it did not say. */
  readonly remoteAllow: string | null;
  readonly lastLocalSdp: Uint8Array | null;
  readonly onClosed?: () => void;
};

type OutgoingInvite2xx = { readonly seq: number; readonly invite: SipRequest };
type Closed = { readonly kind: 'closed' };

const CLOSED: Closed = { kind: 'closed' };

export class Session implements SipSession, SessionInner, DialogOwner {
  readonly id = newTag();
  readonly core: EndpointCore;
  readonly direction: 'inbound' | 'outbound';
  readonly authenticator: Authenticator;
  lastLocalSdp: Uint8Array | null;
  readonly #init: SessionInit;
  readonly #answers: SessionAnswers;
  readonly #offers: SessionOffers;
  readonly #refers: SessionRefers;
  readonly #refresh: SessionRefresh;
  readonly #acknowledged = new Once<Uint8Array | null>();
  readonly #ended = new Once<ByeReason>();
  #dialog: Dialog;
  #flow: Flow;
  #sticky: boolean;
  #remoteAllow: string | null;
  #toAcknowledge: OutgoingInvite2xx | null = null;
  #onInfo: ((contentType: string, body: Uint8Array, request: SipRequest) => void) | null = null;
  #onOther: ((request: IncomingRequest) => void) | null = null;
  #closed = false;
  #bye: Promise<void> | null = null;

  constructor(init: SessionInit) {
    this.#init = init;
    this.core = init.core;
    this.direction = init.direction;
    this.authenticator = init.authenticator;
    this.lastLocalSdp = init.lastLocalSdp;
    this.#dialog = init.dialog;
    this.#flow = init.flow;
    this.#sticky = init.sticky;
    this.#remoteAllow = init.remoteAllow;
    this.#answers = new SessionAnswers(this);
    this.#offers = new SessionOffers(this, this.#answers);
    this.#refers = new SessionRefers(this);
    this.#refresh = new SessionRefresh(this, this.#offers);
    this.core.dialogs.set(this.callId, this.localTag, this.remoteTag, this);
  }

  get callId(): string {
    return this.#dialog.callId;
  }
  get localTag(): string {
    return this.#dialog.localTag;
  }
  get remoteTag(): string {
    return this.#dialog.remoteTag;
  }
  get flow(): Flow {
    return this.#flow;
  }
  get localUri(): string {
    return uriOf(this.#dialog.localAddress);
  }
  get remoteUri(): string {
    return uriOf(this.#dialog.remoteAddress);
  }
  get remoteTarget(): string {
    return this.#dialog.remoteTarget;
  }
  get closed(): boolean {
    return this.#closed;
  }
  get dialog(): Dialog {
    return this.#dialog;
  }
  get ownsCallId(): boolean {
    return this.direction === 'outbound';
  }
  get timer(): SessionTimer | null {
    return this.#refresh.timer;
  }

  // What the user of the stack calls.

  ack(body?: SipBody): void {
    if (this.#toAcknowledge === null) return;
    const { seq, invite } = this.#toAcknowledge;
    if (body !== undefined) this.lastLocalSdp = bodyBytes(body);
    this.#answers.acknowledge(seq, invite, body);
  }

  onAck(callback: (body: Uint8Array | null) => void): void {
    this.#acknowledged.on((body) => this.core.guard('onAck', () => callback(body)));
  }

  reinvite(options: ReinviteOptions): Promise<ReinviteResult> {
    return this.#closed ? Promise.resolve(CLOSED) : this.#offers.reinvite(options);
  }

  tell(headers: SipHeaders): Promise<boolean> {
    return this.#closed ? Promise.resolve(false) : this.#refresh.tell(headers);
  }

  onReinvite(callback: (offer: Uint8Array | null, reply: ReinviteReply) => void): void {
    this.#offers.handler = callback;
  }

  onInfo(callback: (contentType: string, body: Uint8Array, request: SipRequest) => void): void {
    this.#onInfo = callback;
  }

  info(contentType: string, body: SipBody): Promise<FinalResponse | Closed> {
    return this.#closed ? Promise.resolve(CLOSED) : this.run({ method: 'INFO', contentType, body });
  }

  onRefer(callback: (refer: IncomingRefer) => void): void {
    this.#refers.handler = callback;
  }

  refer(options: ReferOptions): Promise<FinalResponse | Closed> {
    return this.#closed ? Promise.resolve(CLOSED) : this.#refers.refer(options);
  }

  onOther(callback: (request: IncomingRequest) => void): void {
    this.#onOther = callback;
  }

  request(
    method: string,
    options: { headers?: SipHeaders; body?: SipBody; contentType?: string } = {},
  ): Promise<FinalResponse | Closed> {
    return this.#closed ? Promise.resolve(CLOSED) : this.run({ method, ...options });
  }

  onBye(callback: (reason: ByeReason) => void): void {
    this.#ended.on((reason) => this.core.guard('onBye', () => callback(reason)));
  }

  bye(options: { reason?: string; headers?: SipHeaders } = {}): Promise<void> {
    if (this.#closed) return this.#bye ?? Promise.resolve();
    this.#close();
    this.#ended.release();
    return this.#sendBye([...reasonHeaders(options.reason), ...(options.headers ?? [])]);
  }

  dump(): Record<string, unknown> {
    return {
      id: this.id,
      direction: this.direction,
      flowId: this.#flow.id,
      closed: this.#closed,
      timer: this.timer,
      ...this.#dialog,
    };
  }

  // What the endpoint calls.

  /** Inbound: puts the 2xx to the first INVITE on the wire. `early`: the peer's answer when a PRACK brought it. */
  answer(transaction: ServerTransaction, response: SipResponse, early: Uint8Array | null): void {
    this.#answers.send(transaction, response, (body) => this.#acknowledged.set(body ?? early));
  }

  /** Outbound: the 2xx to the first INVITE is here; with our offer in the INVITE the ACK goes out now. */
  answered(seq: number, invite: SipRequest, isOfferless: boolean): void {
    this.#toAcknowledge = { seq, invite };
    if (!isOfferless) this.#answers.acknowledge(seq, invite);
  }

  repeatAck(seq: number): void {
    this.#answers.repeatAck(seq);
  }

  onAckRequest(incoming: NewRequest): void {
    this.#answers.onAck(incoming);
  }

  onRequest(incoming: NewRequest): void {
    const transaction = this.core.layer.createServer(incoming);
    const dialog = takeRemoteSeq(this.#dialog, incoming.envelope.cseq.number);
    if (dialog === 'old') {
      this.core.drops.add('old_cseq');
      return this.respond(transaction, 500, { reason: 'CSeq out of order' });
    }
    this.#dialog = dialog;
    this.#follow(incoming.flow);
    if (this.#closed) return this.respond(transaction, incoming.request.method === 'BYE' ? 200 : 481);
    this.#dispatch(incoming, transaction);
  }

  // What the parts call.

  hop(): Hop {
    return { flow: this.#sticky ? this.#flow : undefined, uri: nextHop(this.#dialog) };
  }

  nextSeq(): number {
    this.#dialog = { ...this.#dialog, localSeq: this.#dialog.localSeq + 1 };
    return this.#dialog.localSeq;
  }

  peerAllows(method: string): boolean {
    return allows(this.#remoteAllow, method);
  }

  refreshTarget(message: SipMessage): void {
    this.#dialog = refreshTarget(this.#dialog, message);
    this.#remoteAllow = headerValue(message, 'Allow') ?? this.#remoteAllow;
  }

  setTimer(timer: SessionTimer | null): void {
    this.#refresh.set(timer);
  }

  build(seq: number, parts: InDialogParts, flow: Flow): SipRequest {
    const body = bodyBytes(parts.body);
    const headers = [
      ...(WITH_CONTACT.has(parts.method)
        ? [header('Contact', this.#init.contact ?? contactValue(this.core, flow))]
        : []),
      ...(parts.method === 'INVITE' || parts.method === 'UPDATE' ? capabilities(this.core) : []),
      ...(parts.headers ?? []),
      header('User-Agent', this.core.userAgent),
      ...bodyHeaders(body, parts.contentType),
    ];
    return dialogRequest(this.#dialog, { method: parts.method, seq, headers, body });
  }

  respond(transaction: ServerTransaction, status: number, options: RespondOptions = {}, own: SipHeaders = []): void {
    const { method } = transaction.request;
    const isTarget = status < 300 && (method === 'UPDATE' || method === 'INVITE');
    const contact = isTarget
      ? [header('Contact', this.#init.contact ?? contactValue(this.core, transaction.flow))]
      : [];
    const parts = responseParts(this.core, null, options, [...contact, ...own]);
    transaction.respond(makeResponse(transaction.request, status, parts));
  }

  async run(parts: InDialogParts): Promise<FinalResponse> {
    const { promise, resolve } = Promise.withResolvers<FinalResponse>();
    runRequest({
      core: this.core,
      hop: this.hop(),
      authenticator: this.authenticator,
      nextSeq: () => this.nextSeq(),
      build: (seq, credentials, flow) =>
        this.build(seq, { ...parts, headers: [...credentials, ...(parts.headers ?? [])] }, flow),
      onDone: resolve,
    });
    const result = await promise;
    const detail = goneDetail(parts.method, result);
    if (detail !== null) this.end({ kind: 'peer_gone', detail }, { sendBye: true });
    return result;
  }

  end(reason: ByeReason, { sendBye }: { sendBye: boolean }): void {
    if (this.#closed) return;
    this.#close();
    if (sendBye) void this.#sendBye(endReasonHeaders(reason));
    else this.#forget();
    this.#ended.set(reason);
  }

  // Inside.

  #dispatch(incoming: NewRequest, transaction: ServerTransaction): void {
    switch (incoming.request.method) {
      case 'INVITE':
      case 'UPDATE':
        return this.#offers.onRequest(incoming, transaction);
      case 'BYE':
        return this.#onByeRequest(incoming.request, transaction);
      case 'INFO':
        return this.#onInfoRequest(incoming.request, transaction);
      case 'REFER':
        return this.#refers.onRefer(incoming, transaction);
      case 'OPTIONS':
        return this.respond(transaction, 200, {}, capabilities(this.core));
      case 'PRACK':
        return this.respond(transaction, 481);
      case 'NOTIFY':
        if (this.#refers.onNotify(incoming, transaction)) return;
        return this.#onOtherRequest(incoming, transaction, 481);
      default:
        return this.#onOtherRequest(incoming, transaction, 405);
    }
  }

  #onByeRequest(request: SipRequest, transaction: ServerTransaction): void {
    this.respond(transaction, 200);
    this.end({ kind: 'bye', request, reason: headerValue(request, 'Reason') ?? null }, { sendBye: false });
  }

  #onInfoRequest(request: SipRequest, transaction: ServerTransaction): void {
    this.respond(transaction, 200);
    const handler = this.#onInfo;
    if (handler === null) return;
    this.core.guard('onInfo', () => handler(headerValue(request, 'Content-Type') ?? '', request.body, request));
  }

  #onOtherRequest({ request, flow }: NewRequest, transaction: ServerTransaction, refusal: number): void {
    const handler = this.#onOther;
    const allow = refusal === 405 ? [header('Allow', this.core.allow)] : [];
    if (handler === null) return this.respond(transaction, refusal, {}, allow);
    const respond = (status: number, options?: RespondOptions): void => this.respond(transaction, status, options);
    this.core.guard('onOther', () => handler({ request, flow, localTag: this.localTag, respond }));
  }

  /** A peer that moved (new connection, NAT rebinding) is answered where it is now. */
  #follow(flow: Flow): void {
    if (flow === this.#flow) return;
    this.#flow = flow;
    if (flow.transport !== 'udp') this.#sticky = true;
  }

  /** Nobody is told anything more but the end: handlers are released, as transactions keep the session for a while. */
  #close(): void {
    this.#closed = true;
    this.#refresh.stop();
    this.#offers.stop();
    this.#refers.stop();
    this.#acknowledged.release();
    this.#onInfo = null;
    this.#onOther = null;
  }

  /** After our 2xx the BYE waits for its ACK (RFC 3261 15); after a peer's 2xx the ACK comes first. */
  #sendBye(headers: SipHeaders): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#bye = promise;
    const send = (): void => {
      void this.run({ method: 'BYE', headers }).then(() => {
        this.#forget();
        resolve();
      });
    };
    if (this.direction === 'outbound') this.ack();
    this.#answers.whenSettled(send);
    return promise;
  }

  #forget(): void {
    this.#answers.stop();
    this.core.dialogs.delete(this.callId, this.localTag, this.remoteTag, this);
    this.#init.onClosed?.();
  }
}
