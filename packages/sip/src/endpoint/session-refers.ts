/** Transfers within a session: REFER in both directions with its implicit subscription (RFC 3515). */
import { parseReplaces, readTokenWithParams } from '../headers/structured.ts';
import { headerValue } from '../headers/values.ts';
import { paramValue } from '../headers/params.ts';
import type { SipRequest } from '../message.ts';
import { parseNameAddr } from '../name-addr.ts';
import { reasonPhrase } from '../transaction/reason-phrases.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import { formatUri, parseUri } from '../uri.ts';
import { contactValue, header } from './parts.ts';
import type { SessionInner } from './session-inner.ts';
import type { FinalResponse, IncomingRefer, ReferOptions, Replaces, RespondOptions } from './types.ts';

const SUBSCRIPTION_SECONDS = 180;

export class SessionRefers {
  handler: ((refer: IncomingRefer) => void) | null = null;
  readonly #session: SessionInner;
  /** Our REFERs by CSeq number, which is the id of their subscription. */
  readonly #progress = new Map<number, ReferOptions['onProgress']>();
  /** The peer's REFERs that nobody has accepted or rejected yet. */
  readonly #undecided = new Set<ReceivedRefer>();

  constructor(session: SessionInner) {
    this.#session = session;
  }

  async refer(options: ReferOptions): Promise<FinalResponse> {
    const headers = [
      header('Refer-To', options.referTo.startsWith('<') ? options.referTo : `<${options.referTo}>`),
      ...(options.referredBy === undefined ? [] : [header('Referred-By', options.referredBy)]),
      ...(options.headers ?? []),
    ];
    const id = this.#session.dialog.localSeq + 1;
    // NOTIFY may overtake the 202 (RFC 3515 2.4.4).
    this.#progress.set(id, options.onProgress);
    const result = await this.#session.run({ method: 'REFER', headers });
    if (result.kind !== 'response' || result.response.status >= 300) this.#progress.delete(id);
    else if (result.cseq !== id) this.#rename(id, result.cseq);
    return result;
  }

  /** NOTIFY of event `refer`; false when it is of another package. */
  onNotify({ request }: NewRequest, transaction: ServerTransaction): boolean {
    const event = readTokenWithParams(request, 'Event');
    if (event?.token.toLowerCase() !== 'refer') return false;
    const id = paramValue(event.params, 'id');
    const key = id === undefined ? this.#progress.keys().next().value : Number(id);
    if (key === undefined || !this.#progress.has(key)) {
      this.#session.respond(transaction, 481);
      return true;
    }
    this.#session.respond(transaction, 200);
    const status = sipfragStatus(request);
    const isFinal = readTokenWithParams(request, 'Subscription-State')?.token.toLowerCase() === 'terminated';
    const onProgress = this.#progress.get(key);
    if (isFinal) this.#progress.delete(key);
    if (onProgress !== undefined) this.#session.core.guard('onProgress', () => onProgress(status, isFinal));
    return true;
  }

  onRefer(incoming: NewRequest, transaction: ServerTransaction): void {
    const target = readReferTo(incoming.request);
    if (target === null) return this.#session.respond(transaction, 400, { reason: 'Bad Refer-To' });
    if (this.handler === null) return this.#session.respond(transaction, 603);
    const handler = this.handler;
    const refer = new ReceivedRefer(this.#session, incoming, transaction, target);
    this.#undecided.add(refer);
    transaction.onEnd = () => void this.#undecided.delete(refer);
    this.#session.core.guard('onRefer', () => handler(refer));
  }

  /** The session is over: what is undecided is refused, or its transaction would stay for ever. */
  stop(): void {
    for (const refer of this.#undecided) refer.reject(487);
    this.#undecided.clear();
    this.handler = null;
  }

  #rename(from: number, to: number): void {
    const onProgress = this.#progress.get(from);
    if (!this.#progress.delete(from)) return;
    this.#progress.set(to, onProgress);
  }
}

class ReceivedRefer implements IncomingRefer {
  readonly request: SipRequest;
  readonly referTo: string;
  readonly replaces: Replaces | null;
  readonly referredBy: string | null;
  readonly #session: SessionInner;
  readonly #transaction: ServerTransaction;
  readonly #id: number;
  #state: 'pending' | 'accepted' | 'over' = 'pending';

  constructor(session: SessionInner, incoming: NewRequest, transaction: ServerTransaction, target: ReferTarget) {
    this.#session = session;
    this.request = incoming.request;
    this.referTo = target.uri;
    this.replaces = target.replaces;
    this.referredBy = headerValue(incoming.request, 'Referred-By') ?? null;
    this.#transaction = transaction;
    this.#id = incoming.envelope.cseq.number;
  }

  accept(): void {
    if (this.#state !== 'pending') return;
    this.#state = 'accepted';
    const contact = header('Contact', contactValue(this.#session.core, this.#transaction.flow));
    this.#session.respond(this.#transaction, 202, {}, [contact]);
    // RFC 3515 2.4.4: a NOTIFY must follow at once.
    this.notify(100);
  }

  reject(status: number, options?: RespondOptions): void {
    if (this.#state !== 'pending') return;
    this.#state = 'over';
    this.#session.respond(this.#transaction, status, options);
  }

  notify(status: number, options: { reason?: string; final?: boolean } = {}): void {
    if (this.#state !== 'accepted' || this.#session.closed) return;
    const isFinal = options.final ?? status >= 200;
    if (isFinal) this.#state = 'over';
    const state = isFinal ? 'terminated;reason=noresource' : `active;expires=${SUBSCRIPTION_SECONDS}`;
    void this.#session.run({
      method: 'NOTIFY',
      headers: [header('Event', `refer;id=${this.#id}`), header('Subscription-State', state)],
      body: `SIP/2.0 ${status} ${options.reason ?? reasonPhrase(status)}\r\n`,
      contentType: 'message/sipfrag;version=2.0',
    });
  }
}

type ReferTarget = { readonly uri: string; readonly replaces: Replaces | null };

/** Refer-To with the Replaces header of its URI taken out (RFC 3891 7.1). */
const readReferTo = (request: SipRequest): ReferTarget | null => {
  const value = headerValue(request, 'Refer-To');
  const text = value === undefined ? undefined : parseNameAddr(value)?.uri;
  const uri = text === undefined ? undefined : parseUri(text);
  if (text === undefined || uri === undefined) return null;
  if (uri.kind !== 'sip') return { uri: text, replaces: null };
  const replaces = uri.headers.find(({ name }) => name.toLowerCase() === 'replaces');
  return {
    uri: formatUri({ ...uri, headers: [] }),
    replaces: (replaces === undefined ? undefined : parseReplaces(replaces.value)) ?? null,
  };
};

/** 0 when the body is no status line. */
const sipfragStatus = (request: SipRequest): number => {
  const match = /^SIP\/2\.0 ([1-6]\d\d)/.exec(Buffer.from(request.body).toString('latin1'));
  return match === null ? 0 : Number(match[1]);
};
