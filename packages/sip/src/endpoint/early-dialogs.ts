/** The early dialogs of one INVITE of ours, one for each fork that rang (RFC 3261 12.1.2, 13.2.2.1). */
import { dialogRequest, nextHop, refreshTarget, takeRemoteSeq, uacDialog } from '../dialog/dialog.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { readTag } from '../headers/addresses.ts';
import { formatRAck, hasOption, readRSeq } from '../headers/scalars.ts';
import type { SipRequest, SipResponse } from '../message.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import type { EndpointCore } from './core.ts';
import type { DialogOwner } from './dialog-table.ts';
import { EarlyOffers, type OnOffer } from './early-offers.ts';
import { contactValue, header, responseParts, sdpOf } from './parts.ts';
import type { SentTo } from './sender.ts';

type OnProvisional = (response: SipResponse, earlyDialogTag: string | null) => void;

type Early = {
  dialog: Dialog;
  lastRSeq: number;
  /** A reliable response carried the answer to our offer. */
  isAnswered: boolean;
  /** Our SDP of last, when an offer of the callee was answered. */
  localSdp: Uint8Array | null;
  readonly owner: DialogOwner;
};

export class EarlyDialogs {
  readonly #core: EndpointCore;
  readonly #callId: string;
  readonly #localTag: string;
  readonly #offers: EarlyOffers;
  readonly #byTag = new Map<string, Early>();
  /** Told to a handler that comes late. */
  readonly #untold: [SipResponse, string | null][] = [];
  #callback: OnProvisional | null = null;
  /** Status, tag and body of the last response told, to leave out repetitions. */
  #last: { status: number; tag: string | null; body: Uint8Array } | null = null;

  constructor(core: EndpointCore, callId: string, localTag: string) {
    this.#core = core;
    this.#callId = callId;
    this.#localTag = localTag;
    this.#offers = new EarlyOffers(core);
  }

  onProvisional(callback: OnProvisional): void {
    this.#callback = callback;
    for (const [response, tag] of this.#untold.splice(0)) this.#tell(response, tag);
  }

  onOffer(callback: OnOffer): void {
    this.#offers.handler = callback;
  }

  onResponse(response: SipResponse, sent: SentTo, inviteSeq: number): void {
    const tag = readTag(response, 'To') ?? null;
    const early = tag === null ? null : this.#early(response, sent, tag);
    const rseq = hasOption(response, 'Require', '100rel') ? readRSeq(response) : undefined;
    if (early !== null && rseq !== undefined) {
      // RFC 3262 4: out of order ones are not acknowledged, the peer repeats them.
      if (early.lastRSeq !== 0 && rseq !== early.lastRSeq + 1) return;
      early.lastRSeq = rseq;
      early.isAnswered ||= sdpOf(response) !== null;
      this.#acknowledge(early, sent, `${rseq}`, inviteSeq);
    }
    const last = this.#last;
    if (last?.status === response.status && last.tag === tag && sameBytes(last.body, response.body)) return;
    this.#last = { status: response.status, tag, body: response.body };
    this.#tell(response, tag);
  }

  /** This fork becomes a session, which takes the dialog over and goes on from this CSeq number and SDP. */
  takeOver(tag: string): { readonly localSeq: number; readonly localSdp: Uint8Array | null } {
    this.#offers.stop();
    const early = this.#byTag.get(tag);
    this.#byTag.delete(tag);
    return { localSeq: early?.dialog.localSeq ?? 0, localSdp: early?.localSdp ?? null };
  }

  /** A fork was answered: what other forks still say is told to nobody. */
  release(): void {
    this.#callback = ignore;
    this.#untold.length = 0;
  }

  close(): void {
    this.#offers.stop();
    for (const [tag, { owner }] of this.#byTag) this.#core.dialogs.delete(this.#callId, this.#localTag, tag, owner);
    this.#byTag.clear();
  }

  #tell(response: SipResponse, tag: string | null): void {
    const callback = this.#callback;
    if (callback === null) this.#untold.push([response, tag]);
    else this.#core.guard('onProvisional', () => callback(response, tag));
  }

  #early(response: SipResponse, { request }: SentTo, remoteTag: string): Early {
    const known = this.#byTag.get(remoteTag);
    if (known !== undefined) return known;
    const dialog = uacDialog(request, response, { callId: this.#callId, localTag: this.#localTag, remoteTag });
    const owner: DialogOwner = {
      onRequest: (incoming) => this.#onRequest(early, incoming),
      onAckRequest: () => this.#core.drops.add('stray_ack'),
    };
    const early: Early = { dialog, lastRSeq: 0, isAnswered: false, localSdp: null, owner };
    this.#byTag.set(remoteTag, early);
    this.#core.dialogs.set(this.#callId, this.#localTag, remoteTag, owner);
    return early;
  }

  /** PRACK (RFC 3262 4). */
  #acknowledge(early: Early, sent: SentTo, rseq: string, inviteSeq: number): void {
    const seq = early.dialog.localSeq + 1;
    early.dialog = { ...early.dialog, localSeq: seq };
    const rack = formatRAck({ responseNumber: Number(rseq), cseq: { number: inviteSeq, method: 'INVITE' } });
    const prack = dialogRequest(early.dialog, {
      method: 'PRACK',
      seq,
      headers: [header('RAck', rack)],
      body: new Uint8Array(0),
    });
    const hop = { flow: sent.flow.transport === 'udp' ? undefined : sent.flow, uri: nextHop(early.dialog) };
    this.#core.sender.send(
      hop,
      () => prack,
      { onResponse: () => undefined, onEnd: () => undefined },
      () => undefined,
    );
  }

  /** The callee's requests before it answered: it may refresh, not much else. */
  #onRequest(early: Early, incoming: NewRequest): void {
    const { request, flow } = incoming;
    const transaction = this.#core.layer.createServer(incoming);
    const dialog = takeRemoteSeq(early.dialog, incoming.envelope.cseq.number);
    if (dialog !== 'old') early.dialog = request.method === 'UPDATE' ? refreshTarget(dialog, request) : dialog;
    const contact = request.method === 'UPDATE' ? [header('Contact', contactValue(this.#core, flow))] : [];
    const offer = request.method === 'UPDATE' ? sdpOf(request) : null;
    if (offer !== null && dialog !== 'old' && early.isAnswered && !this.#offers.isBusy) {
      return this.#offers.take(transaction, offer, {
        contact,
        onAnswer: (sdp) => (early.localSdp = sdp),
        onDone: () => undefined,
      });
    }
    const status = dialog === 'old' ? 500 : earlyStatus(request, early.isAnswered);
    const parts = responseParts(this.#core, null, {}, status === 200 ? contact : []);
    transaction.respond(makeResponse(request, status, parts));
  }
}

const ignore = (): void => undefined;

/** RFC 3311 5.2: 491 while our own offer is unanswered, 500 while the answer to an earlier offer is due. */
const earlyStatus = (request: SipRequest, isAnswered: boolean): number => {
  if (request.method === 'INFO') return 200;
  if (request.method !== 'UPDATE') return 481;
  if (sdpOf(request) === null) return 200;
  return isAnswered ? 500 : 491;
};

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
