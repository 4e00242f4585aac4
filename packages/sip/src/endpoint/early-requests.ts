/** Requests of the caller before its INVITE is answered: PRACK, UPDATE (RFC 3311, 6337), BYE and the harmless ones. */
import { readRAck } from '../headers/scalars.ts';
import { headerValue } from '../headers/values.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import type { EndpointCore } from './core.ts';
import { bodyBytes, header, responseParts, sdpOf } from './parts.ts';
import type { ReliableProvisionals } from './reliable-provisionals.ts';
import type { ReinviteReply, SipHeaders } from './types.ts';

export type EarlyRequestsParts = {
  readonly core: EndpointCore;
  readonly reliable: ReliableProvisionals;
  readonly isOfferless: boolean;
  readonly contact: () => SipHeaders;
  readonly onBye: (reason: string | null) => void;
  /** SDP of ours that answered an offer. */
  readonly onLocalSdp: (sdp: Uint8Array) => void;
};

type OnOffer = (offer: Uint8Array, reply: ReinviteReply) => void;

export class EarlyRequests {
  handler: OnOffer | null = null;
  /** The caller's answer to an offer in a reliable provisional response, which came in a PRACK. */
  answer: Uint8Array | null = null;
  readonly #parts: EarlyRequestsParts;
  /** An offer of the caller that waits for its answer. */
  #open: ServerTransaction | null = null;

  constructor(parts: EarlyRequestsParts) {
    this.#parts = parts;
  }

  onRequest(incoming: NewRequest): void {
    const transaction = this.#parts.core.layer.createServer(incoming);
    switch (incoming.request.method) {
      case 'BYE':
        // RFC 3261 15.1.2: ends the early dialog like CANCEL.
        this.#respond(transaction, 200);
        return this.#parts.onBye(headerValue(incoming.request, 'Reason') ?? null);
      case 'PRACK':
        return this.#onPrack(transaction);
      case 'UPDATE':
        return this.#onUpdate(transaction);
      case 'INVITE':
        return this.#respond(transaction, 500, [header('Retry-After', '2')]);
      case 'INFO':
      case 'OPTIONS':
        return this.#respond(transaction, 200);
      default:
        return this.#respond(transaction, 481);
    }
  }

  /** The INVITE got its final response: an offer still open is refused, or its transaction would stay for ever. */
  stop(): void {
    const open = this.#open;
    this.#open = null;
    if (open !== null) this.#respond(open, 500, [header('Retry-After', '2')]);
  }

  /** RFC 3262 3. The next reliable response, or the 2xx, leaves after the PRACK is answered. */
  #onPrack(transaction: ServerTransaction): void {
    const { reliable } = this.#parts;
    const rack = readRAck(transaction.request);
    if (rack === undefined) return this.#respond(transaction, 400);
    const goOn = reliable.acknowledge(rack);
    if (goOn === null) return this.#respond(transaction, 481);
    const sdp = sdpOf(transaction.request);
    if (sdp !== null && !this.#isAnswer(sdp)) return this.#offerToUser(transaction, sdp, goOn);
    this.#respond(transaction, 200);
    goOn();
  }

  /** Our offer was in the response that this PRACK acknowledges. */
  #isAnswer(sdp: Uint8Array): boolean {
    const { isOfferless, reliable } = this.#parts;
    if (!isOfferless || reliable.sentSdp === null || this.answer !== null) return false;
    this.answer = sdp;
    return true;
  }

  /** RFC 3311 5.2: while an answer of ours is due, no other offer. */
  #onUpdate(transaction: ServerTransaction): void {
    const offer = sdpOf(transaction.request);
    if (offer === null) return this.#respond(transaction, 200, this.#parts.contact());
    const { isOfferless, reliable } = this.#parts;
    const isFirstAnswered = isOfferless ? this.answer !== null : reliable.sentSdp !== null;
    if (this.#open !== null || !isFirstAnswered) {
      return this.#respond(transaction, 500, [header('Retry-After', '2')]);
    }
    this.#offerToUser(transaction, offer, () => undefined);
  }

  #offerToUser(transaction: ServerTransaction, offer: Uint8Array, onDone: () => void): void {
    const { handler } = this;
    const { core, contact, onLocalSdp } = this.#parts;
    if (handler === null || this.#open !== null) {
      this.#respond(transaction, 488);
      return onDone();
    }
    this.#open = transaction;
    const finish = (): boolean => {
      const isOpen = this.#open === transaction;
      if (isOpen) this.#open = null;
      return isOpen;
    };
    const reply: ReinviteReply = {
      method: transaction.request.method === 'PRACK' ? 'PRACK' : 'UPDATE',
      request: transaction.request,
      accept: (body, options) => {
        if (!finish()) return Promise.resolve(null);
        const sdp = bodyBytes(body);
        onLocalSdp(sdp);
        const parts = responseParts(core, null, { body: sdp, headers: options?.headers ?? [] }, contact());
        transaction.respond(makeResponse(transaction.request, 200, parts));
        onDone();
        return Promise.resolve(null);
      },
      reject: (status, options) => {
        if (!finish()) return;
        transaction.respond(makeResponse(transaction.request, status, responseParts(core, null, options)));
        onDone();
      },
    };
    core.guard('onOffer', () => handler(offer, reply));
  }

  #respond(transaction: ServerTransaction, status: number, headers: SipHeaders = []): void {
    const parts = responseParts(this.#parts.core, null, { headers });
    transaction.respond(makeResponse(transaction.request, status, parts));
  }
}
