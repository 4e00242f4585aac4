/**
 * The face of the SIP stack towards call control: what can come in, what can be sent, what a call looks like.
 * Nothing here does anything; `createSipEndpoint` in `endpoint.ts` returns a `SipEndpoint`.
 */
import type { Flow, SipHeader, SipRequest, SipResponse } from '../message.ts';
import type { SubscriberEnd } from '../events/subscriber-machine.ts';
import type { ListenTcpOptions, ListenTlsOptions, ListenUdpOptions, ScreenVerdict } from './options.ts';
import type { EndpointStats } from './stats.ts';

export type * from './options.ts';
export type * from './stats.ts';
export type { SubscriberEnd } from '../events/subscriber-machine.ts';

/** SDP or any other body. Text is sent as UTF-8. */
export type SipBody = Uint8Array | string;

/** A header set to send; names in canonical form, order kept. */
export type SipHeaders = readonly SipHeader[];

/** What an HTTP server hands in after it has authenticated and accepted a WebSocket upgrade for subprotocol `sip`. */
export interface WebSocketLike {
  send(data: Uint8Array | string): void;
  close(): void;
  onMessage(callback: (data: Uint8Array | string) => void): void;
  onClose(callback: () => void): void;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** True when the upgrade came over TLS (`wss`). */
  readonly secure?: boolean;
  /** Who authenticated; comes back as `Flow.principal`. */
  readonly principal?: unknown;
}

/**
 * Answers a 401 or 407: the header lines to add to the repeated request, or null to give up. Called again when the
 * repeated request is challenged as `stale`; at most twice for one request.
 */
export type AnswerChallenge = (challenge: {
  readonly response: SipResponse;
  readonly request: SipRequest;
}) => SipHeaders | null | Promise<SipHeaders | null>;

/** User name and password for digest (RFC 7616/8760), or a callback of one's own. */
export type Credentials = { readonly username: string; readonly password: string } | AnswerChallenge;

/** Where a request goes: over `flow` when given, else to the first `route`, else to the host of `uri`. */
export type Target = {
  /** Request-URI. */
  readonly uri: string;
  /** A live connection to send over, e.g. the one a device registered on (RFC 5626). */
  readonly flow?: Flow;
  /** Route header values in order, e.g. the Path of a registration (RFC 3327): `<sip:edge.example;lr>`. */
  readonly route?: readonly string[];
};

type OutgoingCommon = Target & {
  /** From value without tag: `"Ada" <sip:ada@example.com>`. */
  readonly from: string;
  /** To value without tag. Default: `<uri>`. */
  readonly to?: string;
  /** Contact value. Default: an address of the sending socket. */
  readonly contact?: string;
  /** Further headers. Via, Max-Forwards, CSeq, Call-ID, Content-Length are the stack's. */
  readonly headers?: SipHeaders;
  readonly body?: SipBody;
  /** Default: `application/sdp`. */
  readonly contentType?: string;
  readonly callId?: string;
  readonly credentials?: Credentials;
  /** Default 70. A B2BUA passes on what it received less one, so that a loop ends (RFC 3261 16.3). */
  readonly maxForwards?: number;
};

/** A request outside dialogs that is not INVITE. */
export type OutgoingRequest = OutgoingCommon & {
  readonly method: string;
  /** First CSeq number; the repeat after a challenge uses the next. Default: 1. */
  readonly cseq?: number;
  /** Keep From tag constant over REGISTER refreshes. Default: fresh. */
  readonly fromTag?: string;
};

export type FinalResponse =
  | { readonly kind: 'response'; readonly response: SipResponse; readonly flow: Flow; readonly cseq: number }
  /** 64*T1 (32 s) without a final response. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport_error'; readonly detail: string };

export type OutgoingInviteOptions = OutgoingCommon & {
  /**
   * Session timer to ask for (RFC 4028), seconds, at least 90. Default: the endpoint's `sessionExpiresSeconds`.
   * 0 asks for none.
   */
  readonly sessionExpiresSeconds?: number;
};

export type InviteResult =
  /** When the INVITE had no body, `session.ack(answer)` must be called with the answer to the peer's offer. */
  | { readonly kind: 'answered'; readonly session: SipSession; readonly response: SipResponse }
  /** Final response 3xx-6xx; redirection is the caller's decision. */
  | { readonly kind: 'rejected'; readonly response: SipResponse }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport_error'; readonly detail: string }
  /** `cancel()` won. An answer that crossed the CANCEL was acknowledged and released with BYE. */
  | { readonly kind: 'cancelled' };

export interface OutgoingInvite {
  readonly callId: string;
  readonly localTag: string;
  /**
   * 1xx above 100, in order, without repetitions. `earlyDialogTag` tells forked branches apart; null when the
   * response had no To tag. Reliable ones (RFC 3262) are acknowledged with PRACK by the stack.
   */
  onProvisional(callback: (response: SipResponse, earlyDialogTag: string | null) => void): void;
  readonly result: Promise<InviteResult>;
  /**
   * A new offer of the callee (UPDATE, RFC 3311) after a reliable provisional response answered ours. Without a handler
   * it is refused with 488.
   */
  onOffer(callback: (offer: Uint8Array, reply: ReinviteReply) => void): void;
  /**
   * CANCEL as soon as the RFC allows it (after the first provisional). Idempotent. The reason becomes a Reason header:
   * `completed_elsewhere` is `SIP;cause=200;text="Call completed elsewhere"` (RFC 3326), other text is sent as it is.
   */
  cancel(reason?: 'completed_elsewhere' | (string & {})): void;
  dump(): Record<string, unknown>;
}

/** REGISTER, OPTIONS, MESSAGE, SUBSCRIBE, PUBLISH … outside a dialog. */
export interface IncomingRequest {
  readonly request: SipRequest;
  readonly flow: Flow;
  /** The To tag of our response: the local tag of a dialog that it may create (SUBSCRIBE). */
  readonly localTag: string;
  /** Sends the final response once; later calls are ignored and counted. The stack adds a To tag. */
  respond(status: number, options?: RespondOptions): void;
}

export type RespondOptions = {
  readonly reason?: string;
  readonly headers?: SipHeaders;
  readonly body?: SipBody;
  /** Needed with a body. Default for INVITE: `application/sdp`. */
  readonly contentType?: string;
};

export type AcceptOptions = {
  readonly body?: SipBody;
  readonly contentType?: string;
  readonly headers?: SipHeaders;
  /** Default: an address of the socket the INVITE arrived on. */
  readonly contact?: string;
};

export type AcceptResult =
  /** The 2xx is on the wire and repeated until ACK; the session may already be used. See `SipSession.onAck`. */
  | { readonly kind: 'accepted'; readonly session: SipSession }
  /** Too late: cancelled, rejected, or accepted before. Nothing was sent. */
  | { readonly kind: 'gone' };

export interface IncomingInvite {
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly callId: string;
  /** Our To tag, and the peer's From tag. */
  readonly localTag: string;
  readonly remoteTag: string;
  /** SDP offer; null for an offerless INVITE: then `accept` carries our offer and `onAck` the answer. */
  readonly offer: Uint8Array | null;
  /** Call id, to-tag, from-tag of a Replaces header (RFC 3891), when there is one. */
  readonly replaces: Replaces | null;
  readonly state: 'pending' | 'accepted' | 'rejected' | 'cancelled';
  /** 100 at once; without this call it goes out by itself after 200 ms (RFC 3261 17.2.1). */
  trying(): void;
  /** 180 by default; 183 with SDP for early media. May be called again. */
  ring(options?: RespondOptions & { readonly status?: 180 | 181 | 182 | 183; readonly contact?: string }): void;
  /**
   * 200. When the caller requires reliable provisional responses (RFC 3262) and one is not acknowledged yet, the 200
   * waits for its PRACK. SDP that such a response has settled already is left out.
   */
  accept(options: AcceptOptions): Promise<AcceptResult>;
  /**
   * A new offer of the caller (UPDATE, PRACK) after a reliable provisional response carried our answer. Without a
   * handler it is refused with 488.
   */
  onOffer(callback: (offer: Uint8Array, reply: ReinviteReply) => void): void;
  /** 300-699. */
  reject(status: number, options?: RespondOptions): void;
  /** The caller gave up (CANCEL, or its connection broke: 487; no PRACK: 504). `reason` is the Reason header's value. */
  onCancelled(callback: (reason: string | null) => void): void;
  dump(): Record<string, unknown>;
}

export type Replaces = {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
};

export type ReinviteResult =
  | { readonly kind: 'accepted'; readonly body: Uint8Array | null; readonly response: SipResponse }
  /** Final rejection; the session goes on as before. 491 only after the repetitions of RFC 3261 14.1. */
  | { readonly kind: 'rejected'; readonly status: number; readonly response: SipResponse }
  /** 408, 481 or no answer: the session was ended with BYE (RFC 3261 14.1, 12.2.1.2). */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport_error'; readonly detail: string }
  | { readonly kind: 'closed' };

export type ReinviteOptions = {
  /** Offer. Without it the re-INVITE is offerless and `answer` must produce the answer for the ACK. */
  readonly body?: SipBody;
  readonly answer?: (offer: Uint8Array) => SipBody | Promise<SipBody>;
  readonly headers?: SipHeaders;
};

export type ReinviteReply = {
  /** UPDATE (RFC 3311) offers come the same way; those of a PRACK only before the call is answered. */
  readonly method: 'INVITE' | 'UPDATE' | 'PRACK';
  readonly request: SipRequest;
  /** Resolves with the ACK's body (the answer, for an offerless re-INVITE), or null. */
  accept(body?: SipBody, options?: { readonly headers?: SipHeaders }): Promise<Uint8Array | null>;
  reject(status: number, options?: RespondOptions): void;
};

/** A transfer asked for by the peer (RFC 3515, 3891, 3892). */
export interface IncomingRefer {
  readonly request: SipRequest;
  /** Refer-To URI without its Replaces parameter. */
  readonly referTo: string;
  readonly replaces: Replaces | null;
  readonly referredBy: string | null;
  /** 202, then NOTIFY 100 Trying. */
  accept(): void;
  reject(status: number, options?: RespondOptions): void;
  /** NOTIFY message/sipfrag with this status line; `final` ends the implicit subscription. */
  notify(status: number, options?: { readonly reason?: string; readonly final?: boolean }): void;
}

export type ReferOptions = {
  readonly referTo: string;
  readonly referredBy?: string;
  readonly headers?: SipHeaders;
  /** Status of each NOTIFY sipfrag; `final` when the subscription ended. */
  readonly onProgress?: (status: number, final: boolean) => void;
};

export type ByeReason =
  | { readonly kind: 'bye'; readonly request: SipRequest; readonly reason: string | null }
  /** No ACK for our 2xx in 64*T1 (RFC 3261 13.3.1.4). */
  | { readonly kind: 'no_ack' }
  /** The peer stopped refreshing (RFC 4028 10). */
  | { readonly kind: 'session_expired' }
  /** An in-dialog request got 408, 481 or no answer at all (RFC 3261 12.2.1.2). */
  | { readonly kind: 'peer_gone'; readonly detail: string };

/** A confirmed dialog with its INVITE usage. Requests of one session are handled in order. */
export interface SipSession {
  /** Unique in the process, for logs. */
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** The flow in use now; changes when the peer moves. */
  readonly flow: Flow;
  readonly localUri: string;
  readonly remoteUri: string;
  /** The peer's Contact URI. */
  readonly remoteTarget: string;
  readonly closed: boolean;
  /** Acknowledges the answer to an offerless INVITE. Otherwise the stack sends ACK itself; then it does nothing. */
  ack(body?: SipBody): void;
  /** The ACK to our 2xx arrived; with the answer when the INVITE was offerless. Called at once if it is here already. */
  onAck(callback: (body: Uint8Array | null) => void): void;
  reinvite(options: ReinviteOptions): Promise<ReinviteResult>;
  /**
   * Tells the peer something new about this side in header lines (RFC 4916): UPDATE where it allows that, else our last
   * SDP again in a re-INVITE. Resolves with whether the peer took it.
   */
  tell(headers: SipHeaders): Promise<boolean>;
  /** Without a handler a re-INVITE is refused with 488. A pure refresh (UPDATE without body) never gets here. */
  onReinvite(callback: (offer: Uint8Array | null, reply: ReinviteReply) => void): void;
  /** Answered 200 by the stack. */
  onInfo(callback: (contentType: string, body: Uint8Array, request: SipRequest) => void): void;
  info(contentType: string, body: SipBody): Promise<FinalResponse | { readonly kind: 'closed' }>;
  /** Without a handler REFER is refused with 603. */
  onRefer(callback: (refer: IncomingRefer) => void): void;
  refer(options: ReferOptions): Promise<FinalResponse | { readonly kind: 'closed' }>;
  /** NOTIFY of other packages and MESSAGE in the dialog; must respond. Without a handler: 405 or 481. */
  onOther(callback: (request: IncomingRequest) => void): void;
  /** Any other request in the dialog. */
  request(
    method: string,
    options?: { headers?: SipHeaders; body?: SipBody; contentType?: string },
  ): Promise<FinalResponse | { readonly kind: 'closed' }>;
  /** Called once, when the other side or the network ended the session; not for our own `bye()`. */
  onBye(callback: (reason: ByeReason) => void): void;
  /** Idempotent; resolves when the peer answered or its time was over. `reason` becomes a Reason header value. */
  bye(options?: { readonly reason?: string; readonly headers?: SipHeaders }): Promise<void>;
  dump(): Record<string, unknown>;
}

export type DialogRequestOptions = {
  readonly headers?: SipHeaders;
  readonly body?: SipBody;
  readonly contentType?: string;
};

/** A dialog without a call in it (RFC 6665 4.4.1): SUBSCRIBE and NOTIFY, each with one's own Contact. */
export interface SipDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** The flow in use now; changes when the peer moves. */
  readonly flow: Flow;
  /** The peer's Contact URI. */
  readonly remoteTarget: string;
  /** SUBSCRIBE and NOTIFY of the peer, in order; must respond. Other methods are answered by the stack. */
  onIncoming(handler: (request: IncomingRequest) => void): void;
  request(method: string, options?: DialogRequestOptions): Promise<FinalResponse>;
  /** Forgets the dialog: what still comes for it gets 481. Nothing is sent. Idempotent. */
  close(): void;
}

export type OutgoingSubscribe = Target & {
  /** From value without tag. */
  readonly from: string;
  readonly to?: string;
  /** Event value, parameters included: `dialog`, `presence;min-interval=5`. */
  readonly event: string;
  /** Life to ask for; refreshed until `unsubscribe`. 0 fetches the state once. */
  readonly seconds: number;
  /** Accept, Supported and others; sent with each SUBSCRIBE. */
  readonly headers?: SipHeaders;
  readonly credentials?: Credentials;
  /** Each NOTIFY in order, answered 200 by the stack. */
  readonly onNotify: (notify: SipRequest) => void;
};

/** A subscription of ours (RFC 6665 4.1). */
export interface SentSubscription {
  readonly callId: string;
  /** Why it is over, once it is. Whether to subscribe again is the user's decision (RFC 6665 4.1.3). */
  readonly ended: Promise<SubscriberEnd>;
  unsubscribe(): void;
}

export interface SipEndpoint {
  addUdp(options: ListenUdpOptions): Promise<{ port: number }>;
  addTcp(options: ListenTcpOptions): Promise<{ port: number }>;
  addTls(options: ListenTlsOptions): Promise<{ port: number }>;
  acceptWebSocket(socket: WebSocketLike): Flow;
  /** The flow of this id if it can still be sent over: a UDP one always while its socket is open, others while connected. */
  findFlow(id: string): Flow | null;
  /** Every out-of-dialog request that is not INVITE, CANCEL or ACK. Without a handler: 405. */
  onRequest(handler: (request: IncomingRequest) => void): void;
  onInvite(handler: (invite: IncomingInvite) => void): void;
  /**
   * Asked for each new request outside dialogs before anything is kept for it. `drop` answers nothing; a status is
   * answered once, without a transaction: never repeated, so that a forged address gets one packet for one at most.
   */
  screenWith(screen: (request: SipRequest, flow: Flow) => ScreenVerdict): void;
  /** A connection ended. Registrations bound to it are dead. */
  onFlowClosed(callback: (flow: Flow) => void): void;
  request(options: OutgoingRequest): Promise<FinalResponse>;
  invite(options: OutgoingInviteOptions): OutgoingInvite;
  /**
   * The dialog that a SUBSCRIBE outside dialogs makes, before its 2xx is sent. Null when its Contact or From tag is
   * missing or malformed.
   */
  openDialog(incoming: IncomingRequest): SipDialog | null;
  subscribe(options: OutgoingSubscribe): SentSubscription;
  /** The live session of a dialog, for Replaces and REFER; tags as seen by us. */
  findSession(callId: string, localTag: string, remoteTag: string): SipSession | null;
  sessions(): Iterable<SipSession>;
  stats(): EndpointStats;
  dump(): Record<string, unknown>;
  /** Stops listening, drops transactions and connections. Does not send BYE; call control does. */
  close(): Promise<void>;
}
