import {
  type InviteResult,
  type OutgoingInvite,
  type OutgoingInviteOptions,
  type SipEndpoint,
  type SipResponse,
  type SipSession,
} from '@carillon/sip';
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { Failure } from '../failure/verdict.ts';
import type { DialEvents, LineEvents, OutboundLine, Presentation, RingingIds } from '../ports/line.ts';
import { hangUpReason, readQ850 } from './hang-up-reason.ts';
import type { LineIndex } from './line-index.ts';
import { connectedParty } from './party-address.ts';
import { listenToSession, probeSession, toMediaChange } from './session-line.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

export type OutboundLineOptions = {
  readonly sip: SipEndpoint;
  readonly index: LineIndex;
  readonly invite: OutgoingInviteOptions;
  /** The same over other flows of the device, tried in this order when a flow is dead (RFC 5626 5.3). */
  readonly alternatives?: readonly OutgoingInviteOptions[];
  readonly transport: string;
  /** Ours, for addresses of parties. */
  readonly domain: string;
  /** What a 3xx asks to be dialled instead. */
  readonly redirectTargets: (response: SipResponse) => readonly string[];
  /** What became of the attempt, for the health of a trunk. */
  readonly onOutcome?: (result: InviteResult) => void;
};

/** A party that we call: the INVITE until its answer, the session after. */
export class SipOutboundLine implements OutboundLine {
  readonly transport: string;
  readonly #options: OutboundLineOptions;
  /** Tags of those who rang: their early dialogs can be replaced (RFC 3891). */
  readonly #earlyTags = new Set<string>();
  readonly #alternatives: OutgoingInviteOptions[];
  #invite: OutgoingInviteOptions;
  #hasRung = false;
  #outgoing: OutgoingInvite | null = null;
  #session: SipSession | null = null;
  #events: LineEvents | null = null;
  #dial: DialEvents | null = null;
  #isOver = false;
  /** The tag of the telephone that rings, from its 18x. */
  #remoteTag: string | null = null;

  constructor(options: OutboundLineOptions) {
    this.#options = options;
    this.transport = options.transport;
    this.#alternatives = [...(options.alternatives ?? [])];
    this.#invite = options.invite;
    this.#watchFlow();
  }

  get sipCallId(): string {
    return this.#outgoing?.callId ?? '';
  }

  get flowId(): string | null {
    return (this.#session?.flow ?? this.#invite.flow)?.id ?? null;
  }

  /** This early dialog is ours and still rings. */
  isEarly(localTag: string, remoteTag: string): boolean {
    return (
      !this.#isOver && this.#session === null && this.#outgoing?.localTag === localTag && this.#earlyTags.has(remoteTag)
    );
  }

  ringingIds(): RingingIds | null {
    if (this.#outgoing === null || this.#remoteTag === null || this.#session !== null) return null;
    return { callId: this.#outgoing.callId, localTag: this.#outgoing.localTag, remoteTag: this.#remoteTag };
  }

  listen(events: LineEvents): void {
    this.#events = events;
  }

  start(events: DialEvents): void {
    this.#dial = events;
    this.#send(events);
  }

  #send(events: DialEvents): void {
    const outgoing = this.#options.sip.invite(this.#invite);
    this.#outgoing = outgoing;
    outgoing.onOffer((offer, reply) => {
      if (this.#events === null) reply.reject(500);
      else this.#events.mediaChange(toMediaChange(offer, reply));
    });
    outgoing.onProvisional((response, tag) => {
      this.#remoteTag = tag;
      if (tag !== null) this.#earlyTags.add(tag);
      this.#onProvisional(response, events);
    });
    this.#options.index.addEarly(outgoing.callId, this);
    void outgoing.result.then((result) => {
      this.#options.index.removeEarly(outgoing.callId);
      if (this.#outgoing === outgoing) this.#onResult(result, events);
    });
  }

  /** While it only rings, the INVITE's own timers tell; a browser that vanished is given up at once. */
  connectionLost(): void {
    if (this.#isOver) return;
    if (this.#session !== null) return this.#events?.ended('connection_lost', null);
    if (this.#dial !== null && this.#tryNextFlow(this.#dial)) return;
    this.#isOver = true;
    this.#dial?.failed({ kind: 'transport', fault: 'unreachable' });
  }

  hangUp(options: { cause: HangupCause; status: number | null }): void {
    this.#options.index.remove(this, this.#session);
    this.#isOver = true;
    if (this.#session !== null) return void this.#session.bye({ reason: hangUpReason(options.cause) });
    this.#outgoing?.cancel(
      options.cause === 'completed_elsewhere' ? 'completed_elsewhere' : hangUpReason(options.cause),
    );
  }

  showParty(party: Presentation): void {
    void this.#session?.tell([connectedParty(party, this.#options.domain)]);
  }

  probe(): Promise<boolean> {
    return this.#session === null ? Promise.resolve(true) : probeSession(this.#session);
  }

  /** A device that rang has heard of the call: another flow would ring it once more. @returns true when it is tried */
  #tryNextFlow(events: DialEvents): boolean {
    const next = this.#hasRung ? undefined : this.#alternatives.shift();
    if (next === undefined) return false;
    this.#outgoing?.cancel();
    this.#options.index.remove(this, null);
    this.#invite = next;
    this.#remoteTag = null;
    this.#watchFlow();
    this.#send(events);
    return true;
  }

  #watchFlow(): void {
    const flowId = this.#invite.flow?.id;
    if (flowId !== undefined) this.#options.index.add(this, flowId);
  }

  #onProvisional(response: SipResponse, events: DialEvents): void {
    if (this.#isOver) return;
    this.#hasRung = true;
    if (response.body.length > 0) events.earlyMedia(text(response.body));
    else events.ringing();
  }

  #onFailure(result: Unanswered, events: DialEvents): void {
    if (isFlowDead(result) && this.#tryNextFlow(events)) return;
    if (result.kind !== 'rejected' || result.response.status >= 400) return events.failed(toFailure(result));
    events.redirected(this.#options.redirectTargets(result.response));
  }

  #onResult(result: InviteResult, events: DialEvents): void {
    this.#options.onOutcome?.(result);
    if (result.kind === 'cancelled') return;
    if (result.kind !== 'answered') return this.#isOver ? undefined : this.#onFailure(result, events);
    this.#session = result.session;
    this.#options.index.bind(result.session, this);
    listenToSession(result.session, () => this.#events);
    // It answered while we were giving up, and the CANCEL came too late.
    if (this.#isOver) return void result.session.bye();
    events.accepted(result.response.body.length === 0 ? null : text(result.response.body));
  }
}

type Unanswered = Exclude<InviteResult, { kind: 'answered' | 'cancelled' }>;

/** Nobody at the end of this flow: no answer, no connection, or 430 Flow Failed (RFC 5626 11.5). */
const isFlowDead = (result: Unanswered): boolean =>
  result.kind !== 'rejected' || result.response.status === 430 || result.response.status === 408;

function toFailure(result: Unanswered): Failure {
  if (result.kind === 'timeout') return { kind: 'transport', fault: 'timeout' };
  if (result.kind === 'transport_error') return { kind: 'transport', fault: 'unreachable' };
  const { response } = result;
  const q850 = readQ850(response);
  return { kind: 'status', status: response.status, ...(q850 === null ? {} : { q850 }) };
}
