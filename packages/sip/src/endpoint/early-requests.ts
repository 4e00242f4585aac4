/** Requests of the caller before its INVITE is answered: PRACK, UPDATE (RFC 3311, 6337), BYE and the harmless ones. */
import { readRAck } from '../headers/scalars.ts';
import { headerValue } from '../headers/values.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { ServerTransaction } from '../transaction/server-transaction.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import type { EndpointCore } from './core.ts';
import { EarlyOffers } from './early-offers.ts';
import { header, responseParts, sdpOf } from './parts.ts';
import type { ReliableProvisionals } from './reliable-provisionals.ts';
import type { SipHeaders } from './types.ts';

export type EarlyRequestsParts = {
  readonly core: EndpointCore;
  readonly reliable: ReliableProvisionals;
  readonly isOfferless: boolean;
  readonly contact: () => SipHeaders;
  readonly onBye: (reason: string | null) => void;
  /** SDP of ours that answered an offer. */
  readonly onLocalSdp: (sdp: Uint8Array) => void;
};

export class EarlyRequests {
  readonly offers: EarlyOffers;
  /** The caller's answer to an offer in a reliable provisional response, which came in a PRACK. */
  answer: Uint8Array | null = null;
  readonly #parts: EarlyRequestsParts;

  constructor(parts: EarlyRequestsParts) {
    this.#parts = parts;
    this.offers = new EarlyOffers(parts.core);
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

  stop(): void {
    this.offers.stop();
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
    if (this.offers.isBusy || !isFirstAnswered) {
      return this.#respond(transaction, 500, [header('Retry-After', '2')]);
    }
    this.#offerToUser(transaction, offer, () => undefined);
  }

  #offerToUser(transaction: ServerTransaction, offer: Uint8Array, onDone: () => void): void {
    const { contact, onLocalSdp } = this.#parts;
    this.offers.take(transaction, offer, { contact: contact(), onAnswer: onLocalSdp, onDone });
  }

  #respond(transaction: ServerTransaction, status: number, headers: SipHeaders = []): void {
    const parts = responseParts(this.#parts.core, null, { headers });
    transaction.respond(makeResponse(transaction.request, status, parts));
  }
}
