/**
 * How call control reaches one party, without knowing SIP. `signalling/` implements it over packages/sip. Descriptions
 * of media cross it as SDP text, made and read by the media plane alone.
 */
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { Failure } from '../failure/verdict.ts';

/** Where to ring: a binding of the registrar, or a number through a trunk. */
export type DialAddress =
  | { readonly kind: 'binding'; readonly bindingId: string }
  | {
      readonly kind: 'trunk';
      readonly trunkId: string;
      readonly number: string;
      /** Its media is offered with keys (SDES). */
      readonly securesMedia: boolean;
    }
  /** Nothing to ring: a party that speaks only (announcements). */
  | { readonly kind: 'none' };

/** Why a call was sent on (RFC 5806 names more; what is none of these is `other`). */
export type ForwardReason =
  | 'unconditional'
  | 'busy'
  | 'no_answer'
  | 'unavailable'
  | 'do_not_disturb'
  | 'deflection'
  | 'other';

/** Somebody who sent the call on: by a forward key, a rule, or a transfer. */
export type ForwardedBy = {
  readonly name: string | null;
  /** As colleagues dial them. */
  readonly number: string | null;
  /** E.164, as the outside knows them; null when they have none. */
  readonly outsideNumber: string | null;
  readonly reason: ForwardReason;
};

export type Presentation = {
  /** Shown name, and number as the called side may call back. */
  readonly name: string | null;
  readonly number: string | null;
};

/** Ways a party's signalling can end from its side. */
export type LineEnd = 'hung_up' | 'connection_lost' | 'session_expired' | 'no_ack';

/** A request of the far side to change the media: hold, resume, a new address, a refresh. */
export interface MediaChange {
  /** Null: the far side asks for our offer. */
  readonly offer: string | null;
  /** Resolves with the far side's answer when the change had no offer. */
  accept(sdp: string): Promise<string | null>;
  reject(status: 400 | 488 | 491 | 500): void;
}

/** A telephone asks to be taken out of the call (RFC 3515). */
export interface TransferRequest {
  /** User part of Refer-To. */
  readonly to: string;
  /** Dialogue of the consultation, when the telephone asked first (RFC 3891). */
  readonly replaces: { readonly callId: string; readonly localTag: string; readonly remoteTag: string } | null;
  accept(): void;
  reject(status: number): void;
  notify(status: number, final: boolean): void;
}

export type LineEvents = {
  /** `q850`: the cause that a party gave when it hung up (RFC 3326), null when it gave none. */
  readonly ended: (how: LineEnd, q850: number | null) => void;
  readonly mediaChange: (change: MediaChange) => void;
  readonly transfer: (request: TransferRequest) => void;
  /** DTMF carried by INFO (application/dtmf-relay, application/dtmf). */
  readonly digit: (digit: string, durationMs: number) => void;
};

/** How another telephone names this party's call while it rings here, to take it over (RFC 3891); tags as we have them. */
export type RingingIds = { readonly callId: string; readonly localTag: string; readonly remoteTag: string };

/** Common to both directions. `hangUp` is idempotent and picks BYE, CANCEL or a rejection by itself. */
export interface Line {
  readonly sipCallId: string;
  readonly transport: string;
  /** Names the connection, so that its end can be noticed; null while unknown. */
  readonly flowId: string | null;
  listen(events: LineEvents): void;
  hangUp(options: { readonly cause: HangupCause; readonly status: number | null; readonly sentence?: string }): void;
  ringingIds?(): RingingIds | null;
  /** Somebody else is on the other side now: telephones that can show it are told (RFC 4916). */
  showParty(party: Presentation): void;
  /** True when the established party still answers (keep-alive by OPTIONS). */
  probe(): Promise<boolean>;
}

/** A party that calls us. */
export interface InboundLine extends Line {
  /** Identity header lines of its INVITE, untouched. */
  readonly identities: readonly string[];
  /** Null: it wants our offer (offerless INVITE). */
  readonly offer: string | null;
  ring(): void;
  /** Sound before the answer. */
  progress(sdp: string): void;
  /** `party`: who answers, shown by telephones; `remoteAnswer` resolves for offerless calls, when the ACK came. */
  answer(
    sdp: string,
    party: Presentation | null,
  ): Promise<{ kind: 'answered'; remoteAnswer: Promise<string | null> | null } | { kind: 'gone' }>;
  /** `completed_elsewhere`: the CANCEL says that another of the caller's targets took the call (RFC 3326). */
  onGone(listener: (how: 'cancelled' | 'completed_elsewhere' | 'connection_lost') => void): void;
}

export type DialEvents = {
  readonly ringing: () => void;
  readonly earlyMedia: (sdp: string) => void;
  readonly accepted: (sdp: string | null) => void;
  /** Somebody else is to be called: what a member could dial, best first; empty when nothing of it can be dialled. */
  readonly redirected: (to: readonly string[]) => void;
  readonly failed: (failure: Failure) => void;
};

/** A party that we call. */
export interface OutboundLine extends Line {
  /** Once it rings; null before and after. */
  ringingIds(): RingingIds | null;
  start(events: DialEvents): void;
}

export type DialOptions = {
  readonly address: DialAddress;
  readonly offer: string;
  readonly from: Presentation;
  /** Number towards carriers, already checked against the allow-list. */
  readonly callerId: string | null;
  /** The caller wants that number hidden from the called party. */
  readonly isWithheld: boolean;
  /** In the order in which it happened; empty for a call that nobody sent on. */
  readonly forwardedBy: readonly ForwardedBy[];
  readonly to: Presentation;
  /** Signed identities of the caller as they came (RFC 8224), for a carrier that is shown the caller's number. */
  readonly identities: readonly string[];
  /** Whose call it is, opaque to the outside. */
  readonly originId: string;
};

export interface Signalling {
  /** Null when the address is gone (registration expired, trunk removed). */
  dial(options: DialOptions): OutboundLine | null;
}
