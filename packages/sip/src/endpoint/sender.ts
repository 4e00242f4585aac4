/** Puts new requests on the wire: finds the flow, writes the Via, falls back from one target to the next. */
import { paramValue } from '../headers/params.ts';
import { readRetryAfter } from '../headers/scalars.ts';
import type { Flow, SipRequest, SipResponse, TransportKind } from '../message.ts';
import { serializeMessage } from '../serialize.ts';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.ts';
import type { Counters } from '../transaction/counters.ts';
import { newBranch } from '../transaction/ids.ts';
import { viaValue } from '../transaction/messages.ts';
import type { TransactionLayer } from '../transaction/transaction-layer.ts';
import { sentBy, viaTransport } from '../transport/local-address.ts';
import type { ConnectResult, Transports } from '../transport/transports.ts';
import { parseUri } from '../uri.ts';
import { FailedTargets } from './failed-targets.ts';
import type { ResolveTarget, ResolvedTarget } from './types.ts';

/** RFC 3261 18.1.1: larger requests must not go over UDP when a stream can be had. */
const MAX_UDP_BYTES = 1_300;
/** A host without TCP is not tried again for this long. */
const NO_TCP_MS = 600_000;

/** A live flow, or the URI of the next hop, or what is left of the addresses that it led to. */
export type Hop = {
  readonly flow?: Flow | undefined;
  readonly uri: string;
  readonly targets?: readonly ResolvedTarget[];
};

/** Writes what depends on the flow (Contact); the request has no Via yet. */
export type Draft = (flow: Flow) => SipRequest;

export type SentTo = {
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly transaction: ClientTransaction;
  /** Where else the request may go when this place fails (RFC 3263 4.3). */
  readonly others: readonly ResolvedTarget[];
};

export type SenderOptions = {
  readonly transports: Transports;
  readonly layer: TransactionLayer;
  readonly counters: Counters;
  readonly resolve: ResolveTarget;
  readonly now: () => number;
};

type Located =
  | { readonly kind: 'flow'; readonly flow: Flow; readonly others?: readonly ResolvedTarget[] }
  | { readonly kind: 'failed'; readonly detail: string };

const NONE: readonly ResolvedTarget[] = [];

export class Sender {
  readonly #options: SenderOptions;
  /** Hosts that refused a TCP connection for a large request, and until when to believe it. */
  readonly #withoutTcp = new Map<string, number>();
  readonly #failed: FailedTargets;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#failed = new FailedTargets(options.now);
  }

  /**
   * The next place for a request outside dialogs whose last one failed: 503, no answer, or no way there. Null when there
   * is none left; then the failure is the result.
   */
  failover(hop: Hop, sent: SentTo, response: SipResponse | null): Hop | null {
    if (response !== null && response.status !== 503) return null;
    if (hop.flow === undefined) {
      this.#failed.addFlow(sent.flow, response === null ? undefined : readRetryAfter(response)?.seconds);
    }
    return sent.others.length === 0 ? null : { uri: hop.uri, targets: sent.others };
  }

  /**
   * Starts a client transaction. `onSent` comes before anything can be answered, at once when the address is known;
   * without a way to the next hop `user.onEnd` reports a transport error.
   */
  send(hop: Hop, draft: Draft, user: ClientUser, onSent: (sent: SentTo) => void): void {
    this.#locate(hop, draft, (located) => {
      if (located.kind === 'failed') return user.onEnd('transport_error', located.detail, null);
      const branch = newBranch();
      const request = this.#withVia(draft(located.flow), located.flow, branch);
      const { flow, others = NONE } = located;
      const onCreated = (transaction: ClientTransaction): void => onSent({ request, flow, transaction, others });
      this.#options.layer.createClient({ request, branch, flow, user, onCreated });
    });
  }

  /** An ACK to a 2xx: no transaction, and the bytes are kept by the caller for each repetition of the 2xx. */
  sendAck(hop: Hop, draft: Draft, onSent: (repeat: () => void) => void): void {
    this.#locate(hop, draft, (located) => {
      if (located.kind === 'failed') return;
      const bytes = serializeMessage(this.#withVia(draft(located.flow), located.flow, newBranch()));
      const repeat = (): void => {
        this.#options.counters.messagesSent += 1;
        this.#options.transports.send(located.flow, bytes, () => undefined);
      };
      repeat();
      onSent(repeat);
    });
  }

  #withVia(request: SipRequest, flow: Flow, branch: string): SipRequest {
    const host = sentBy(flow, this.#options.transports.listeners);
    const value = viaValue(viaTransport(flow.transport), host, branch);
    return { ...request, headers: [{ name: 'Via', value }, ...request.headers] };
  }

  #locate(hop: Hop, draft: Draft, then: (located: Located) => void): void {
    const { transports } = this.#options;
    if (hop.flow !== undefined && transports.isOpen(hop.flow)) return then({ kind: 'flow', flow: hop.flow });
    if (hop.flow?.transport === 'ws' || hop.flow?.transport === 'wss') {
      return then({ kind: 'failed', detail: 'connection closed' });
    }
    if (hop.targets !== undefined) return this.#tryTargets(hop.targets, draft, then);
    const target = readTarget(hop.uri);
    if (target === null) return then({ kind: 'failed', detail: 'next hop is not a SIP URI' });
    const resolved = this.#options.resolve(target);
    const start = (targets: readonly ResolvedTarget[]): void =>
      this.#tryTargets(this.#failed.sort(targets), draft, then);
    if (isList(resolved)) return start(resolved);
    void resolved.catch(() => NONE).then(start);
  }

  #tryTargets(targets: readonly ResolvedTarget[], draft: Draft, then: (located: Located) => void): void {
    const [first, ...others] = targets;
    if (first === undefined) return then({ kind: 'failed', detail: 'no address for the next hop' });
    const onResult = (result: ConnectResult): void => {
      if (result.kind === 'failed') {
        this.#failed.add(first);
        return others.length > 0 ? this.#tryTargets(others, draft, then) : then(result);
      }
      const withOthers = (located: ConnectResult): void =>
        then(located.kind === 'flow' ? { ...located, others } : located);
      if (this.#wantsStream(result.flow, draft)) return this.#tryStream(first, result.flow, withOthers);
      withOthers(result);
    };
    const result = this.#options.transports.obtain(first);
    if (result instanceof Promise) void result.then(onResult);
    else onResult(result);
  }

  #wantsStream(flow: Flow, draft: Draft): boolean {
    if (flow.transport !== 'udp') return false;
    const until = this.#withoutTcp.get(`${flow.remoteAddress}:${flow.remotePort}`);
    if (until !== undefined && until > this.#options.now()) return false;
    return approximateBytes(draft(flow)) > MAX_UDP_BYTES;
  }

  /** RFC 3261 18.1.1: TCP if it can be had, else UDP all the same. */
  #tryStream(target: ResolvedTarget, udp: Flow, then: (located: ConnectResult) => void): void {
    const onResult = (result: ConnectResult): void => {
      if (result.kind === 'flow') return then(result);
      if (this.#withoutTcp.size > 10_000) this.#withoutTcp.clear();
      this.#withoutTcp.set(`${target.address}:${target.port}`, this.#options.now() + NO_TCP_MS);
      then({ kind: 'flow', flow: udp });
    };
    const result = this.#options.transports.obtain({ ...target, transport: 'tcp' });
    if (result instanceof Promise) void result.then(onResult);
    else onResult(result);
  }
}

const isList = (resolved: ReturnType<ResolveTarget>): resolved is readonly ResolvedTarget[] => Array.isArray(resolved);

/** Room for the Via that is not written yet. */
const VIA_BYTES = 100;

const approximateBytes = ({ headers, body }: SipRequest): number => {
  let bytes = body.length + VIA_BYTES;
  for (const { name, value } of headers) bytes += name.length + value.length + 4;
  return bytes;
};

type TargetQuestion = Parameters<ResolveTarget>[0];

const readTarget = (text: string): TargetQuestion | null => {
  const uri = parseUri(text);
  if (uri?.kind !== 'sip') return null;
  const host = paramValue(uri.params, 'maddr') ?? uri.host;
  const secure = uri.scheme === 'sips';
  return {
    host,
    port: uri.port ?? null,
    transport: readTransport(paramValue(uri.params, 'transport'), secure),
    secure,
  };
};

/** `sips` with `transport=tcp` means TLS (RFC 3261 26.2.2). */
const readTransport = (value: string | undefined, secure: boolean): TransportKind | null => {
  switch (value?.toLowerCase()) {
    case 'udp':
      return 'udp';
    case 'tcp':
      return secure ? 'tls' : 'tcp';
    case 'tls':
      return 'tls';
    case 'ws':
      return secure ? 'wss' : 'ws';
    case 'wss':
      return 'wss';
    default:
      return secure ? 'tls' : null;
  }
};
