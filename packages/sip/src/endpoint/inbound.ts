/** What happens to a request that starts a server transaction: the checks of RFC 3261 8.2, then its handler. */
import { readMaxForwards, readTokens } from '../headers/scalars.ts';
import { validateRequest } from '../headers/validate-request.ts';
import { headerValue } from '../headers/values.ts';
import type { Flow, SipRequest } from '../message.ts';
import { newTag } from '../transaction/ids.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import type { EndpointCore } from './core.ts';
import { startInvite } from './incoming-invite.ts';
import type { PendingInvite } from './incoming-invite.ts';
import { contactValue, header, responseParts } from './parts.ts';
import type { IncomingInvite, IncomingRequest, RespondOptions, ScreenVerdict, SipHeaders } from './types.ts';

export type InboundOptions = {
  readonly core: EndpointCore;
  readonly shouldShed: ((request: SipRequest) => false | number) | undefined;
  /** Methods taken outside dialogs. */
  readonly methods: ReadonlySet<string>;
  /** Option tags taken in Require, lower case. */
  readonly supported: ReadonlySet<string>;
};

export class Inbound {
  onInvite: ((invite: IncomingInvite) => void) | null = null;
  onRequest: ((request: IncomingRequest) => void) | null = null;
  screen: ((request: SipRequest, flow: Flow) => ScreenVerdict) | null = null;
  readonly #options: InboundOptions;
  /** Requests outside dialogs whose transaction lives, to see the same one arriving by two ways (8.2.2.2). */
  readonly #merge = new Map<string, string>();
  readonly #pending = new Set<PendingInvite>();

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  onNewRequest(incoming: NewRequest): void {
    if (incoming.request.method === 'CANCEL') return this.#onCancel(incoming);
    const verdict = validateRequest(incoming.request);
    if (verdict.kind === 'rejected') {
      return this.#options.core.layer.respondStateless(incoming, verdict.status, { reason: verdict.reason });
    }
    if (incoming.envelope.toTag === null) return this.#onOutside(incoming);
    const owner = this.#owner(incoming);
    const onNotify = owner === undefined ? this.#awaited(incoming) : undefined;
    if (owner === undefined && onNotify === undefined) return this.#refuseStranger(incoming);
    const unsupported = this.#unsupported(incoming.request);
    if (unsupported.length > 0) return this.#refuse(incoming, 420, [header('Unsupported', unsupported.join(', '))]);
    if (owner === undefined) onNotify?.(incoming);
    else owner.onRequest(incoming);
  }

  onAck(incoming: NewRequest): void {
    const owner = this.#owner(incoming);
    if (owner === undefined) this.#options.core.drops.add('stray_ack');
    else owner.onAckRequest(incoming);
  }

  /** The connection of pending callers is gone. */
  onFlowClosed(flow: Flow): void {
    if (flow.transport === 'udp') return;
    for (const invite of this.#pending) if (invite.flow.id === flow.id) invite.onFlowLost();
  }

  dump(): Record<string, unknown> {
    return { pendingInvites: [...this.#pending].map((invite) => invite.dump()), mergeKeys: this.#merge.size };
  }

  #owner({ envelope }: NewRequest) {
    const { callId, toTag, fromTag } = envelope;
    return this.#options.core.dialogs.get(callId, toTag ?? '', fromTag ?? '');
  }

  /** The first NOTIFY to a SUBSCRIBE of ours makes its dialog (RFC 6665 4.4.1). */
  #awaited({ envelope: { callId, toTag, cseq } }: NewRequest): ((notify: NewRequest) => void) | undefined {
    return cseq.method === 'NOTIFY' ? this.#options.core.awaited.get(`${callId}\n${toTag}`) : undefined;
  }

  #onCancel(incoming: NewRequest): void {
    const { core } = this.#options;
    const invite = core.layer.findInvite(incoming.envelope);
    if (invite === undefined) return this.#refuse(incoming, 481);
    this.#refuse(incoming, 200);
    core.cancellable.get(invite)?.onCancel(headerValue(incoming.request, 'Reason') ?? null);
  }

  #onOutside(incoming: NewRequest): void {
    const { core, shouldShed } = this.#options;
    const retryAfter = shouldShed?.(incoming.request) ?? false;
    if (retryAfter !== false) {
      core.drops.add('shed');
      const headers = [header('Retry-After', `${retryAfter}`)];
      return core.layer.respondStateless(incoming, 503, { headers });
    }
    const verdict = this.screen?.(incoming.request, incoming.flow) ?? 'pass';
    if (verdict === 'drop') return core.drops.add('screened');
    if (verdict !== 'pass') return core.layer.respondStateless(incoming, verdict.status, { headers: verdict.headers });
    const refusal = this.#check(incoming);
    if (refusal !== null) return this.#refuse(incoming, refusal.status, refusal.headers);
    if (incoming.request.method === 'INVITE') this.#startInvite(incoming);
    else this.#startRequest(incoming);
  }

  #check({ request, envelope }: NewRequest): { status: number; headers: SipHeaders } | null {
    const { core, methods } = this.#options;
    const { method } = request;
    const isKnown = method === 'INVITE' ? this.onInvite !== null : methods.has(method) && this.onRequest !== null;
    if (!isKnown) {
      const isDialogMethod = inDialogOnly.has(method);
      return isDialogMethod ? { status: 481, headers: [] } : { status: 405, headers: [header('Allow', core.allow)] };
    }
    // A request for us may arrive with 0; one that we would pass on may not (RFC 3261 16.3).
    if (passedOn.has(method) && readMaxForwards(request) === 0) return { status: 483, headers: [] };
    const unsupported = this.#unsupported(request);
    if (unsupported.length > 0) return { status: 420, headers: [header('Unsupported', unsupported.join(', '))] };
    const other = this.#merge.get(mergeKey(request, envelope));
    return other === undefined || other === envelope.branch ? null : { status: 482, headers: [] };
  }

  #unsupported(request: SipRequest): string[] {
    const required = readTokens(request, 'Require');
    return required.filter((option) => !this.#options.supported.has(option.toLowerCase()));
  }

  #startInvite(incoming: NewRequest): void {
    const start = startInvite(this.#options.core, incoming);
    if (start.kind === 'refused') return;
    const { invite } = start;
    this.#pending.add(invite);
    const forget = this.#remember(incoming);
    invite.onTransactionEnd = () => {
      this.#pending.delete(invite);
      forget();
    };
    this.#options.core.guard('onInvite', () => this.onInvite?.(invite));
  }

  #startRequest(incoming: NewRequest): void {
    const { core } = this.#options;
    const { request, flow } = incoming;
    const transaction = core.layer.createServer(incoming);
    transaction.onEnd = this.#remember(incoming);
    const toTag = incoming.envelope.toTag ?? newTag();
    const respond = (status: number, options?: RespondOptions): void => {
      // A 2xx to SUBSCRIBE makes a dialog, which needs our Contact (RFC 6665 4.2.1.2).
      const makesDialog = status < 300 && request.method === 'SUBSCRIBE';
      const own = makesDialog ? [header('Contact', contactValue(core, flow))] : [];
      const response = makeResponse(request, status, responseParts(core, toTag, options, own));
      if (!transaction.respond(response)) core.drops.add('answered_twice');
    };
    core.guard('onRequest', () => this.onRequest?.({ request, flow, localTag: toTag, respond }));
  }

  #remember({ request, envelope }: NewRequest): () => void {
    const key = mergeKey(request, envelope);
    this.#merge.set(key, envelope.branch);
    return () => void this.#merge.delete(key);
  }

  /** Of no dialog, so that the sender may be forged: one answer, not the eleven that repeat until an ACK comes. */
  #refuseStranger(incoming: NewRequest): void {
    if (incoming.request.method === 'INVITE') this.#options.core.layer.respondStateless(incoming, 481);
    else this.#refuse(incoming, 481);
  }

  #refuse(incoming: NewRequest, status: number, headers: SipHeaders = []): void {
    const { core } = this.#options;
    const transaction = core.layer.createServer(incoming);
    const toTag = incoming.envelope.toTag === null ? newTag() : null;
    transaction.respond(makeResponse(incoming.request, status, responseParts(core, toTag, { headers })));
  }
}

/** Without a To tag they belong to no dialog. */
const inDialogOnly = new Set(['BYE', 'UPDATE', 'INFO', 'PRACK', 'NOTIFY']);
const passedOn = new Set(['INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER']);

const mergeKey = ({ method }: SipRequest, { callId, fromTag, cseq }: NewRequest['envelope']): string =>
  `${callId}\n${fromTag}\n${cseq.number} ${method}`;
