/** An INVITE of ours to its end: forks, challenges, CANCEL races, late answers. */
import { uacDialog } from '../dialog/dialog.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { requestHeaders, timerFromResponse } from '../dialog/session-timer.ts';
import { readMinSe } from '../headers/structured.ts';
import { readTag } from '../headers/addresses.ts';
import { headerValue } from '../headers/values.ts';
import type { Flow, SipHeader, SipRequest, SipResponse } from '../message.ts';
import { newCallId, newTag } from '../transaction/ids.ts';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.ts';
import type { EndReason } from '../transaction/machine.ts';
import { makeCancel } from '../transaction/messages.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { WheelTimer } from '../transaction/timer-wheel.ts';
import { TRANSACTION_MS } from '../transaction/timers.ts';
import { isHiddenContact } from '../transport/private-address.ts';
import { MAX_CHALLENGES, createAuthenticator, isChallenge } from './authenticator.ts';
import type { Authenticator } from './authenticator.ts';
import type { EndpointCore } from './core.ts';
import { EarlyDialogs } from './early-dialogs.ts';
import type { OnOffer } from './early-offers.ts';
import { firstHop } from './outgoing-request.ts';
import { bodyBytes, bodyHeaders, contactValue, header, reasonHeaders, sdpOf, withPlainSdp } from './parts.ts';
import type { Hop, SentTo } from './sender.ts';
import { capabilities } from './session-rules.ts';
import { Session } from './sip-session.ts';
import type { InviteResult, OutgoingInvite, OutgoingInviteOptions, SipHeaders } from './types.ts';

const IGNORE: ClientUser = { onResponse: () => undefined, onEnd: () => undefined };

export class SentInvite implements OutgoingInvite, ClientUser {
  readonly callId: string;
  readonly localTag = newTag();
  readonly result: Promise<InviteResult>;
  readonly #core: EndpointCore;
  readonly #options: OutgoingInviteOptions;
  readonly #authenticator: Authenticator;
  readonly #body: Uint8Array;
  readonly #early: EarlyDialogs;
  readonly #resolve: (result: InviteResult) => void;
  readonly #cancelLimit: WheelTimer;
  readonly #sessions = new Map<string, Session>();
  #sent: SentTo | null = null;
  #seq = 0;
  #challenges = 0;
  #minSe = 0;
  #hop: Hop;
  #credentials: SipHeaders = [];
  #isProceeding = false;
  /** A provisional response above 100 came: the call is somebody's. */
  #hasRung = false;
  #isDone = false;
  #cancel: { readonly headers: SipHeaders; isSent: boolean } | null = null;

  constructor(core: EndpointCore, options: OutgoingInviteOptions) {
    this.#core = core;
    this.#options = options;
    this.callId = options.callId ?? newCallId();
    this.#body = bodyBytes(options.body);
    this.#authenticator = createAuthenticator(options.credentials);
    const { promise, resolve } = Promise.withResolvers<InviteResult>();
    this.result = promise;
    this.#resolve = resolve;
    this.#cancelLimit = createWheelTimer(() => this.#sent?.transaction.abandon());
    this.#early = new EarlyDialogs(core, this.callId, this.localTag);
    this.#hop = firstHop(options);
    this.#send([]);
  }

  onProvisional(callback: (response: SipResponse, earlyDialogTag: string | null) => void): void {
    this.#early.onProvisional(callback);
  }

  onOffer(callback: OnOffer): void {
    this.#early.onOffer(callback);
  }

  cancel(reason?: string): void {
    if (this.#isDone || this.#cancel !== null) return;
    this.#cancel = { headers: reasonHeaders(reason), isSent: false };
    if (this.#isProceeding) this.#sendCancel();
  }

  dump(): Record<string, unknown> {
    const { callId, localTag } = this;
    return { callId, localTag, state: this.#sent?.transaction.state ?? 'locating', isCancelled: this.#cancel !== null };
  }

  onResponse(received: SipResponse, transaction: ClientTransaction): void {
    if (transaction !== this.#sent?.transaction) return;
    const response = withPlainSdp(received);
    if (response.status < 200) this.#onProvisional(response);
    else if (response.status < 300) this.#onAnswer(response);
    else this.#onFailure(response);
  }

  onEnd(reason: EndReason, detail: string, transaction: ClientTransaction | null): void {
    if (transaction !== null && transaction !== this.#sent?.transaction) return;
    this.#early.close();
    if (this.#cancel !== null && reason !== 'done') return this.#done({ kind: 'cancelled' });
    if (reason !== 'done' && transaction !== null && this.#failsOver(null)) return;
    if (reason === 'timeout') this.#done({ kind: 'timeout' });
    else if (reason === 'transport_error') this.#done({ kind: 'transport_error', detail });
  }

  #send(credentials: SipHeaders): void {
    this.#seq += 1;
    this.#credentials = credentials;
    this.#sendTo(this.#sent === null ? this.#hop : { ...this.#hop, flow: this.#sent.flow });
  }

  #sendTo(hop: Hop): void {
    this.#isProceeding = false;
    const draft = (flow: Flow): SipRequest => this.#build(this.#credentials, flow);
    this.#core.sender.send(hop, draft, this, (sent) => {
      this.#sent = sent;
    });
  }

  /** RFC 3263 4.3: the same INVITE to the next address, unless somebody rang already. */
  #failsOver(response: SipResponse | null): boolean {
    if (this.#sent === null || this.#isDone || this.#cancel !== null || this.#hasRung) return false;
    const next = this.#core.sender.failover(this.#hop, this.#sent, response);
    if (next === null) return false;
    this.#hop = next;
    this.#sendTo(next);
    return true;
  }

  #build(credentials: SipHeaders, flow: Flow): SipRequest {
    const options = this.#options;
    const core = this.#core;
    const expiresSeconds = options.sessionExpiresSeconds ?? core.timerPolicy.expiresSeconds;
    const policy = {
      expiresSeconds: expiresSeconds === 0 ? 0 : Math.max(expiresSeconds, this.#minSe),
      minSeconds: Math.max(core.timerPolicy.minSeconds, this.#minSe),
    };
    const headers: SipHeader[] = [
      ...(options.route ?? []).map((value) => header('Route', value)),
      header('Max-Forwards', `${options.maxForwards ?? 70}`),
      header('From', `${options.from};tag=${this.localTag}`),
      header('To', options.to ?? `<${options.uri}>`),
      header('Call-ID', this.callId),
      header('CSeq', `${this.#seq} INVITE`),
      header('Contact', options.contact ?? contactValue(core, flow)),
      ...credentials,
      ...capabilities(core),
      // A reliable 18x may answer our offer, but an offer in one (offerless INVITE) would need more than a PRACK.
      ...(this.#body.length > 0 ? [header('Supported', '100rel')] : []),
      ...requestHeaders(policy, null),
      ...(options.headers ?? []),
      header('User-Agent', core.userAgent),
      ...bodyHeaders(this.#body, options.contentType),
    ];
    return { kind: 'request', method: 'INVITE', uri: options.uri, headers, body: this.#body };
  }

  #onProvisional(response: SipResponse): void {
    this.#isProceeding = true;
    if (this.#cancel !== null) this.#sendCancel();
    if (response.status <= 100) return;
    this.#hasRung = true;
    this.#early.onResponse(response, this.#sent!, this.#seq);
  }

  /** RFC 3261 9.1: same hop, same branch, and after 64*T1 without a final response the INVITE counts as ended. */
  #sendCancel(): void {
    if (this.#cancel === null || this.#cancel.isSent || this.#sent === null) return;
    this.#cancel.isSent = true;
    const { request, flow, transaction } = this.#sent;
    const branch = transaction.key.slice(0, transaction.key.indexOf('|'));
    this.#core.layer.createClient({ request: makeCancel(request, this.#cancel.headers), branch, flow, user: IGNORE });
    this.#core.wheel.start(this.#cancelLimit, TRANSACTION_MS);
  }

  #onAnswer(response: SipResponse): void {
    const remoteTag = readTag(response, 'To') ?? '';
    const known = this.#sessions.get(remoteTag);
    if (known !== undefined) return known.repeatAck(this.#seq);
    const session = this.#createSession(response, remoteTag);
    this.#sessions.set(remoteTag, session);
    const isOfferless = this.#body.length === 0;
    session.answered(this.#seq, this.#sent!.request, isOfferless);
    // The answer crossed our CANCEL, or another fork was first (RFC 3261 13.2.2.4): acknowledge, then release.
    if (this.#isDone || this.#cancel !== null) {
      void session.bye({ reason: 'completed_elsewhere' });
      return this.#done({ kind: 'cancelled' });
    }
    session.setTimer(timerFromResponse(response));
    this.#done({ kind: 'answered', session, response });
  }

  #createSession(response: SipResponse, remoteTag: string): Session {
    const { request, flow } = this.#sent!;
    const { callId, localTag } = this;
    const dialog = uacDialog(request, response, { callId, localTag, remoteTag });
    const { localSeq, localSdp } = this.#early.takeOver(remoteTag);
    return new Session({
      core: this.#core,
      direction: 'outbound',
      dialog: { ...dialog, localSeq: Math.max(dialog.localSeq, localSeq) },
      flow,
      sticky: flow.transport !== 'udp' || this.#options.flow !== undefined || isHidden(dialog, flow),
      authenticator: this.#authenticator,
      contact: this.#options.contact ?? null,
      remoteAllow: headerValue(response, 'Allow') ?? null,
      lastLocalSdp: localSdp ?? sdpOf(request),
    });
  }

  #onFailure(response: SipResponse): void {
    if (this.#cancel !== null) return this.#done({ kind: 'cancelled' });
    if (this.#failsOver(response)) return;
    if (isChallenge(response.status) && this.#challenges < MAX_CHALLENGES) return this.#onChallenge(response);
    const minSe = response.status === 422 ? (readMinSe(response) ?? 0) : 0;
    if (minSe > this.#minSe) {
      // RFC 4028 7.3: again with the interval that the peer wants.
      this.#minSe = minSe;
      return this.#send([]);
    }
    this.#done({ kind: 'rejected', response });
  }

  #onChallenge(response: SipResponse): void {
    this.#challenges += 1;
    const answer = this.#authenticator.answer(response, this.#sent!.request);
    const onLines = (lines: SipHeaders | null): void => {
      if (this.#cancel !== null) this.#done({ kind: 'cancelled' });
      else if (lines === null) this.#done({ kind: 'rejected', response });
      else this.#send(lines);
    };
    if (answer instanceof Promise) void answer.catch(() => null).then(onLines);
    else onLines(answer);
  }

  #done(result: InviteResult): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#core.wheel.stop(this.#cancelLimit);
    if (result.kind === 'answered') this.#early.release();
    else this.#early.close();
    this.#resolve(result);
  }
}

/** With a route set the proxies know the way. */
const isHidden = ({ routeSet, remoteTarget }: Dialog, flow: Flow): boolean =>
  routeSet.length === 0 && isHiddenContact(remoteTarget, flow);
