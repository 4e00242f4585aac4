/** All transactions of one endpoint, and the way of each message to its own. */
import type { Flow, SipMessage, SipRequest, SipResponse } from '../message.ts';
import { serializeMessage } from '../serialize.ts';
import type { Drops } from '../transport/drops.ts';
import type { Transports } from '../transport/transports.ts';
import { ClientTransaction } from './client-transaction.ts';
import type { ClientUser } from './client-transaction.ts';
import type { Counters } from './counters.ts';
import { readEnvelope } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { clientKey, isCurrentBranch, serverKey } from './key.ts';
import { makeResponse } from './messages.ts';
import type { ResponseParts } from './messages.ts';
import { fallbackTarget, responsePort, stampVia } from './response-route.ts';
import { ServerTransaction } from './server-transaction.ts';
import type { TimerWheel } from './timer-wheel.ts';

/** A request that starts something new, or an ACK to a 2xx. The top Via is stamped. */
export type NewRequest = { readonly request: SipRequest; readonly envelope: Envelope; readonly flow: Flow };

export type NewClient = {
  readonly request: SipRequest;
  readonly branch: string;
  readonly flow: Flow;
  readonly user: ClientUser;
  readonly onCreated?: (transaction: ClientTransaction) => void;
};

export type TransactionLayerOptions = {
  readonly transports: () => Transports;
  readonly wheel: TimerWheel;
  readonly counters: Counters;
  readonly drops: Drops;
  readonly onRequest: (incoming: NewRequest) => void;
  /** An ACK that belongs to no failed INVITE: it acknowledges a 2xx. */
  readonly onAck: (incoming: NewRequest) => void;
};

const ignoreError = (): void => undefined;

export class TransactionLayer {
  readonly #options: TransactionLayerOptions;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  /** Client transactions over connections, which fail with them. */
  readonly #byConnection = new Map<string, Set<ClientTransaction>>();

  constructor(options: TransactionLayerOptions) {
    this.#options = options;
  }

  get clientsLive(): number {
    return this.#clients.size;
  }

  get serversLive(): number {
    return this.#servers.size;
  }

  receive(message: SipMessage, flow: Flow): void {
    const read = readEnvelope(message);
    if (read.kind === 'missing') {
      this.#options.drops.add('garbage');
      if (message.kind === 'request') this.refuseUnread(message, flow, read.header);
      return;
    }
    if (message.kind === 'response') this.#onResponse(message, read.envelope);
    else this.#onRequest(message, read.envelope, flow);
  }

  /** 400 to a request too broken for a transaction, if it can be addressed at all. */
  refuseUnread(request: SipRequest, flow: Flow, what: string): void {
    if (request.method === 'ACK' || !isEchoable(request)) return;
    const response = makeResponse(request, 400, { reason: `Missing or malformed ${what}`, toTag: null });
    this.#options.transports().send(flow, serializeMessage(response), ignoreError);
    this.#options.counters.messagesSent += 1;
  }

  /** Answers without keeping anything (RFC 3261 8.2.7). */
  respondStateless({ request, envelope, flow }: NewRequest, status: number, parts: ResponseParts = {}): void {
    // The tag must be the same for each repetition of the request.
    const toTag = parts.toTag ?? `s${envelope.branch.slice(7, 23)}`.replaceAll(/[^\w.-]/g, '_');
    const bytes = serializeMessage(makeResponse(request, status, { ...parts, toTag: envelope.toTag ? null : toTag }));
    this.#options.counters.messagesSent += 1;
    this.#options.transports().send(this.#backFlow(envelope, flow), bytes, ignoreError);
  }

  createServer({ request, envelope, flow }: NewRequest): ServerTransaction {
    const transaction = new ServerTransaction({
      key: serverKey(envelope, request.method),
      request,
      envelope,
      flow,
      wheel: this.#options.wheel,
      counters: this.#options.counters,
      sendBack: (own, bytes) => this.#sendBack(own, bytes),
      onEnded: (own) => void this.#servers.delete(own.key),
    });
    this.#servers.set(transaction.key, transaction);
    transaction.start();
    return transaction;
  }

  /** The INVITE that a CANCEL means (RFC 3261 9.2). */
  findInvite(envelope: Envelope): ServerTransaction | undefined {
    return this.#servers.get(serverKey(envelope, 'INVITE'));
  }

  /** Sends; `request` has its Via on top, with this branch. `onCreated` comes before the first packet leaves. */
  createClient({ request, branch, flow, user, onCreated }: NewClient): ClientTransaction {
    const transaction = new ClientTransaction({
      key: clientKey(branch, request.method),
      request,
      flow,
      user,
      transports: this.#options.transports(),
      wheel: this.#options.wheel,
      counters: this.#options.counters,
      onEnded: (own) => this.#forgetClient(own),
    });
    this.#clients.set(transaction.key, transaction);
    if (flow.transport !== 'udp') this.#bind(transaction);
    onCreated?.(transaction);
    transaction.start();
    return transaction;
  }

  /** A connection is gone: what waits on it will get nothing more (RFC 3261 17.1.4). */
  onFlowClosed(flow: Flow): void {
    const bound = this.#byConnection.get(flow.id);
    this.#byConnection.delete(flow.id);
    for (const transaction of bound ?? []) transaction.fail('connection closed');
  }

  close(): void {
    for (const transaction of this.#clients.values()) transaction.drop();
    for (const transaction of this.#servers.values()) transaction.drop();
    this.#clients.clear();
    this.#servers.clear();
    this.#byConnection.clear();
  }

  dump(): Record<string, unknown> {
    const describe = ({ key, state, request }: ClientTransaction | ServerTransaction) => ({
      key,
      state,
      method: request.method,
    });
    return { clients: [...this.#clients.values()].map(describe), servers: [...this.#servers.values()].map(describe) };
  }

  #onResponse(response: SipResponse, envelope: Envelope): void {
    const transaction = this.#clients.get(clientKey(envelope.branch, envelope.cseq.method));
    if (transaction === undefined) return this.#options.drops.add('no_transaction');
    transaction.onResponse(response);
  }

  #onRequest(received: SipRequest, read: Envelope, flow: Flow): void {
    const { request, via } = stampVia(received, read.via, flow);
    const incoming: NewRequest = { request, envelope: { ...read, via }, flow };
    if (read.cseq.method !== request.method) return this.#refuse(incoming, 'CSeq method differs from request method');
    if (!isCurrentBranch(read.branch)) return this.#refuse(incoming, 'Via branch without RFC 3261 magic cookie');
    const known = this.#servers.get(serverKey(read, request.method));
    if (request.method === 'ACK') {
      if (known !== undefined && known.state !== 'accepted') known.onAck();
      else this.#options.onAck(incoming);
    } else if (known === undefined) this.#options.onRequest(incoming);
    else known.onRepeated();
  }

  #refuse(incoming: NewRequest, reason: string): void {
    this.#options.drops.add('garbage');
    if (incoming.request.method !== 'ACK') this.respondStateless(incoming, 400, { reason });
  }

  #bind(transaction: ClientTransaction): void {
    const bound = this.#byConnection.get(transaction.flow.id);
    if (bound === undefined) this.#byConnection.set(transaction.flow.id, new Set([transaction]));
    else bound.add(transaction);
  }

  #forgetClient(transaction: ClientTransaction): void {
    this.#clients.delete(transaction.key);
    const bound = this.#byConnection.get(transaction.flow.id);
    if (bound === undefined) return;
    bound.delete(transaction);
    if (bound.size === 0) this.#byConnection.delete(transaction.flow.id);
  }

  /** The flow of the request, except that a UDP client without rport is answered on its sent-by port. */
  #backFlow({ via }: Envelope, flow: Flow): Flow {
    const port = responsePort(via, flow);
    if (port === flow.remotePort) return flow;
    const result = this.#options.transports().udpFlowFrom(flow, port);
    return result ?? flow;
  }

  #sendBack(transaction: ServerTransaction, bytes: Uint8Array): void {
    const { envelope, flow } = transaction;
    this.#options.transports().send(this.#backFlow(envelope, flow), bytes, () => {
      void this.#sendBackElsewhere(transaction, bytes);
    });
  }

  /** RFC 3261 18.2.2: when the connection is gone, open one to the sent-by port at the source address. */
  async #sendBackElsewhere(transaction: ServerTransaction, bytes: Uint8Array): Promise<void> {
    const target = fallbackTarget(transaction.envelope.via, transaction.flow);
    if (target === null) return transaction.fail();
    const transports = this.#options.transports();
    const connected = await transports.obtain(target);
    if (connected.kind === 'failed') return transaction.fail();
    transports.send(connected.flow, bytes, () => transaction.fail());
  }
}

/** A control character in a header that the response must repeat would come out of us. */
const isEchoable = ({ headers }: SipRequest): boolean =>
  headers.some(({ name }) => name === 'Via') && headers.every(({ value }) => !/[\x00-\x08\x0a-\x1f\x7f]/.test(value));
