/** What the parts of a session (offers, transfers, refresh) see of it. */
import type { Dialog } from '../dialog/dialog.ts';
import type { SessionTimer } from '../dialog/session-timer.ts';
import type { Flow, SipMessage, SipRequest } from '../message.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { Authenticator } from './authenticator.ts';
import type { EndpointCore } from './core.ts';
import type { Hop } from './sender.ts';
import type { ByeReason, FinalResponse, RespondOptions, SipBody, SipHeaders } from './types.ts';

export type InDialogParts = {
  readonly method: string;
  readonly headers?: SipHeaders;
  readonly body?: SipBody | undefined;
  readonly contentType?: string;
};

export interface SessionInner {
  readonly core: EndpointCore;
  readonly id: string;
  readonly dialog: Dialog;
  readonly closed: boolean;
  readonly authenticator: Authenticator;
  /** We made the Call-ID (RFC 3261 14.1). */
  readonly ownsCallId: boolean;
  /** The SDP that we sent last; a refresh repeats it unchanged. */
  lastLocalSdp: Uint8Array | null;
  hop(): Hop;
  nextSeq(): number;
  peerAllows(method: string): boolean;
  refreshTarget(message: SipMessage): void;
  setTimer(timer: SessionTimer | null): void;
  readonly timer: SessionTimer | null;
  /** A request of the dialog without Via, with Contact where the method needs one. */
  build(seq: number, parts: InDialogParts, flow: Flow): SipRequest;
  respond(transaction: ServerTransaction, status: number, options?: RespondOptions, own?: SipHeaders): void;
  /** Runs a non-INVITE request; an answer that ends the dialog (RFC 3261 12.2.1.2) has ended the session. */
  run(parts: InDialogParts): Promise<FinalResponse>;
  /** Ends the session by an event of the other side; with BYE when the peer may still believe in it. */
  end(reason: ByeReason, options: { readonly sendBye: boolean }): void;
}
