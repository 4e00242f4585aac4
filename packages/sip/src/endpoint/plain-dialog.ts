/** A dialog without a call in it, as SUBSCRIBE makes it: requests in both directions, in order, until it is closed. */
import { dialogRequest, nextHop, refreshTarget, takeRemoteSeq, uasDialog } from '../dialog/dialog.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { Flow, SipRequest } from '../message.ts';
import { readEnvelope } from '../transaction/envelope.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import { isHiddenContact } from '../transport/private-address.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Authenticator } from './authenticator.ts';
import type { EndpointCore } from './core.ts';
import type { DialogOwner } from './dialog-table.ts';
import { isNatted } from './incoming-invite.ts';
import { bodyBytes, bodyHeaders, contactValue, header, responseParts } from './parts.ts';
import { runRequest } from './request-runner.ts';
import type {
  DialogRequestOptions,
  FinalResponse,
  IncomingRequest,
  RespondOptions,
  SipDialog,
  SipHeaders,
} from './types.ts';

/** Methods that its user answers; the rest gets 405. */
const passedOn = new Set(['SUBSCRIBE', 'NOTIFY']);

type PlainDialogInit = {
  readonly core: EndpointCore;
  readonly dialog: Dialog;
  readonly flow: Flow;
  /** Keep to the flow instead of the peer's Contact: NAT, or a connection. */
  readonly sticky: boolean;
  readonly authenticator: Authenticator;
};

/**
 * The dialog that this request of the peer makes: a SUBSCRIBE outside dialogs, or the first NOTIFY to one of ours
 * (RFC 6665 4.4.1). Null without a usable Contact or From tag.
 */
export const openPlainDialog = (
  core: EndpointCore,
  { request, flow, localTag }: Pick<IncomingRequest, 'request' | 'flow' | 'localTag'>,
  own: { readonly authenticator?: Authenticator; readonly localSeq?: number; readonly sticky?: boolean } = {},
): PlainDialog | null => {
  const read = readEnvelope(request);
  if (read.kind === 'missing' || read.envelope.fromTag === null) return null;
  const { envelope } = read;
  const dialog = uasDialog(request, envelope, localTag);
  if (dialog === null) return null;
  const isHidden = isNatted({ request, envelope, flow }) || isHiddenContact(dialog.remoteTarget, flow);
  return new PlainDialog({
    core,
    dialog: { ...dialog, localSeq: own.localSeq ?? 0 },
    flow,
    sticky: own.sticky ?? isHidden,
    authenticator: own.authenticator ?? createAuthenticator(undefined),
  });
};

export class PlainDialog implements SipDialog, DialogOwner {
  readonly #init: PlainDialogInit;
  #dialog: Dialog;
  #flow: Flow;
  #sticky: boolean;
  #handler: ((request: IncomingRequest) => void) | null = null;

  constructor(init: PlainDialogInit) {
    this.#init = init;
    this.#dialog = init.dialog;
    this.#flow = init.flow;
    this.#sticky = init.sticky;
    init.core.dialogs.set(this.callId, this.localTag, this.remoteTag, this);
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
  get remoteTarget(): string {
    return this.#dialog.remoteTarget;
  }
  get flow(): Flow {
    return this.#flow;
  }

  onIncoming(handler: (request: IncomingRequest) => void): void {
    this.#handler = handler;
  }

  async request(method: string, options: DialogRequestOptions = {}): Promise<FinalResponse> {
    const { promise, resolve } = Promise.withResolvers<FinalResponse>();
    runRequest({
      core: this.#init.core,
      hop: { flow: this.#sticky ? this.#flow : undefined, uri: nextHop(this.#dialog) },
      authenticator: this.#init.authenticator,
      nextSeq: () => this.#nextSeq(),
      build: (seq, credentials, flow) => this.#build({ ...options, method, seq, credentials, flow }),
      onDone: resolve,
    });
    const result = await promise;
    // SUBSCRIBE and NOTIFY refresh the target, and so do their 2xx (RFC 6665 4.1.2.1, 4.2.2).
    if (result.kind === 'response' && result.response.status < 300) {
      this.#dialog = refreshTarget(this.#dialog, result.response);
    }
    return result;
  }

  close(): void {
    this.#init.core.dialogs.delete(this.callId, this.localTag, this.remoteTag, this);
  }

  onRequest(incoming: NewRequest): void {
    const { core } = this.#init;
    const transaction = core.layer.createServer(incoming);
    const dialog = takeRemoteSeq(this.#dialog, incoming.envelope.cseq.number);
    if (dialog === 'old') {
      core.drops.add('old_cseq');
      return void transaction.respond(
        makeResponse(incoming.request, 500, responseParts(core, null, { reason: 'CSeq out of order' })),
      );
    }
    this.#dialog = dialog;
    this.deliver(incoming, transaction);
  }

  /** A request whose place in the order is known: the one that made the dialog, or the next. */
  deliver(incoming: NewRequest, transaction: ServerTransaction): void {
    const { core } = this.#init;
    const { request, flow } = incoming;
    this.#follow(flow);
    const respond = (status: number, options?: RespondOptions): void => {
      if (status < 300) this.#dialog = refreshTarget(this.#dialog, request);
      const own = status < 300 ? [header('Contact', contactValue(core, flow))] : [];
      const parts = responseParts(core, null, options, own);
      if (!transaction.respond(makeResponse(request, status, parts))) core.drops.add('answered_twice');
    };
    const allow = { headers: [header('Allow', core.allow)] };
    if (request.method === 'OPTIONS') return respond(200, allow);
    const handler = this.#handler;
    if (handler === null || !passedOn.has(request.method)) return respond(405, allow);
    core.guard('onIncoming', () => handler({ request, flow, localTag: this.localTag, respond }));
  }

  onAckRequest(): void {
    this.#init.core.drops.add('stray_ack');
  }

  #nextSeq(): number {
    this.#dialog = { ...this.#dialog, localSeq: this.#dialog.localSeq + 1 };
    return this.#dialog.localSeq;
  }

  #build(parts: DialogRequestOptions & BuildParts): SipRequest {
    const { core } = this.#init;
    const body = bodyBytes(parts.body);
    const headers = [
      header('Contact', contactValue(core, parts.flow)),
      ...parts.credentials,
      ...(parts.headers ?? []),
      header('User-Agent', core.userAgent),
      ...bodyHeaders(body, parts.contentType),
    ];
    return dialogRequest(this.#dialog, { method: parts.method, seq: parts.seq, headers, body });
  }

  /** A peer that moved (new connection, NAT rebinding) is reached where it is now. */
  #follow(flow: Flow): void {
    this.#flow = flow;
    if (flow.transport !== 'udp') this.#sticky = true;
  }
}

type BuildParts = {
  readonly method: string;
  readonly seq: number;
  readonly credentials: SipHeaders;
  readonly flow: Flow;
};
