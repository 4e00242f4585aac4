/** Offers of the peer before the INVITE is answered (RFC 3311 5, RFC 6337 2.2): one at a time, answered by the user. */
import { makeResponse } from '../transaction/messages.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { EndpointCore } from './core.ts';
import { bodyBytes, header, responseParts } from './parts.ts';
import type { ReinviteReply, SipHeaders } from './types.ts';

export type OnOffer = (offer: Uint8Array, reply: ReinviteReply) => void;

export type OfferHooks = {
  /** Contact of the answer. */
  readonly contact: SipHeaders;
  /** SDP of ours that answered. */
  readonly onAnswer: (sdp: Uint8Array) => void;
  /** The request got its final response. */
  readonly onDone: () => void;
};

export class EarlyOffers {
  handler: OnOffer | null = null;
  readonly #core: EndpointCore;
  #open: ServerTransaction | null = null;

  constructor(core: EndpointCore) {
    this.#core = core;
  }

  /** An offer waits for its answer. */
  get isBusy(): boolean {
    return this.#open !== null;
  }

  /** Hands the offer to the user; 488 without one. */
  take(transaction: ServerTransaction, offer: Uint8Array, hooks: OfferHooks): void {
    const { handler } = this;
    if (handler === null || this.#open !== null) {
      this.#respond(transaction, 488);
      return hooks.onDone();
    }
    this.#open = transaction;
    this.#core.guard('onOffer', () => handler(offer, this.#reply(transaction, hooks)));
  }

  /** The INVITE got its final response: an offer still open is refused, or its transaction would stay for ever. */
  stop(): void {
    const open = this.#open;
    this.#open = null;
    if (open !== null) this.#respond(open, 500, [header('Retry-After', '2')]);
  }

  #reply(transaction: ServerTransaction, { contact, onAnswer, onDone }: OfferHooks): ReinviteReply {
    const core = this.#core;
    return {
      method: transaction.request.method === 'PRACK' ? 'PRACK' : 'UPDATE',
      request: transaction.request,
      accept: (body, options) => {
        if (!this.#close(transaction)) return Promise.resolve(null);
        const sdp = bodyBytes(body);
        onAnswer(sdp);
        const parts = responseParts(core, null, { body: sdp, headers: options?.headers ?? [] }, contact);
        transaction.respond(makeResponse(transaction.request, 200, parts));
        onDone();
        return Promise.resolve(null);
      },
      reject: (status, options) => {
        if (!this.#close(transaction)) return;
        transaction.respond(makeResponse(transaction.request, status, responseParts(core, null, options)));
        onDone();
      },
    };
  }

  #close(transaction: ServerTransaction): boolean {
    if (this.#open !== transaction) return false;
    this.#open = null;
    return true;
  }

  #respond(transaction: ServerTransaction, status: number, headers: SipHeaders = []): void {
    transaction.respond(makeResponse(transaction.request, status, responseParts(this.#core, null, { headers })));
  }
}
