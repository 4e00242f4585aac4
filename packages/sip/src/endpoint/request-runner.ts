/** One request that is not INVITE, to its final response, through challenges. */
import type { Flow, SipRequest, SipResponse } from '../message.ts';
import type { EndReason } from '../transaction/machine.ts';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.ts';
import type { Authenticator } from './authenticator.ts';
import { MAX_CHALLENGES, isChallenge } from './authenticator.ts';
import type { EndpointCore } from './core.ts';
import type { Hop, SentTo } from './sender.ts';
import type { FinalResponse, SipHeaders } from './types.ts';

export type RunRequestOptions = {
  readonly core: EndpointCore;
  readonly hop: Hop;
  readonly authenticator: Authenticator;
  /** Takes the next CSeq number; once for each try. */
  readonly nextSeq: () => number;
  /** The request without Via. */
  readonly build: (seq: number, credentials: SipHeaders, flow: Flow) => SipRequest;
  /** Outside dialogs: a place that fails is followed by the next one of the same name (RFC 3263 4.3). */
  readonly mayFailOver?: boolean;
  readonly onDone: (result: FinalResponse) => void;
};

/** Ends with exactly one `onDone`. */
export const runRequest = (options: RunRequestOptions): void => new RequestRunner(options).start(null);

class RequestRunner implements ClientUser {
  readonly #options: RunRequestOptions;
  #sent: SentTo | null = null;
  #hop: Hop;
  #credentials: SipHeaders | null = null;
  #seq = 0;
  #challenges = 0;
  #isDone = false;

  constructor(options: RunRequestOptions) {
    this.#options = options;
    this.#hop = options.hop;
  }

  start(credentials: SipHeaders | null): void {
    this.#seq = this.#options.nextSeq();
    this.#credentials = credentials;
    this.#send(this.#sent === null ? this.#hop : { ...this.#hop, flow: this.#sent.flow });
  }

  #send(hop: Hop): void {
    const { core, build, authenticator } = this.#options;
    const credentials = this.#credentials;
    const draft = (flow: Flow): SipRequest => {
      const bare = build(this.#seq, credentials ?? [], flow);
      if (credentials !== null) return bare;
      const known = authenticator.authorize(bare.method, bare.uri);
      return known.length === 0 ? bare : build(this.#seq, known, flow);
    };
    core.sender.send(hop, draft, this, (sent) => {
      this.#sent = sent;
    });
  }

  onResponse(response: SipResponse): void {
    if (response.status < 200 || this.#isDone || this.#failsOver(response)) return;
    if (!isChallenge(response.status) || this.#challenges >= MAX_CHALLENGES) return this.#respond(response);
    this.#challenges += 1;
    const answer = this.#options.authenticator.answer(response, this.#sent!.request);
    if (answer instanceof Promise) void answer.catch(() => null).then((lines) => this.#onAnswer(lines, response));
    else this.#onAnswer(answer, response);
  }

  onEnd(reason: EndReason, detail: string, transaction: ClientTransaction | null): void {
    // `done` comes after the final response, which was reported or led to another try.
    if (reason === 'done' || (transaction !== null && transaction !== this.#sent?.transaction)) return;
    if (transaction !== null && this.#failsOver(null)) return;
    if (reason === 'timeout') this.#done({ kind: 'timeout' });
    else if (reason === 'transport_error') this.#done({ kind: 'transport_error', detail });
  }

  /** The same request again, in a new transaction, to the next address. */
  #failsOver(response: SipResponse | null): boolean {
    if (this.#options.mayFailOver !== true || this.#sent === null || this.#isDone) return false;
    const next = this.#options.core.sender.failover(this.#hop, this.#sent, response);
    if (next === null) return false;
    this.#hop = next;
    this.#send(next);
    return true;
  }

  #onAnswer(lines: SipHeaders | null, response: SipResponse): void {
    if (lines === null) this.#respond(response);
    else this.start(lines);
  }

  #respond(response: SipResponse): void {
    this.#done({ kind: 'response', response, flow: this.#sent!.flow, cseq: this.#seq });
  }

  #done(result: FinalResponse): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#options.onDone(result);
  }
}
