import {
  readReasons,
  type InviteResult,
  type OutgoingInvite,
  type OutgoingInviteOptions,
  type SipEndpoint,
  type SipResponse,
  type SipSession,
} from '@carillon/sip';
import type { Failure } from '../failure/verdict.ts';
import type { DialEvents, LineEvents, OutboundLine, RingingIds } from '../ports/line.ts';
import { hangUpReason } from './hang-up-reason.ts';
import type { LineIndex } from './line-index.ts';
import { listenToSession, probeSession } from './session-line.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

export type OutboundLineOptions = {
  readonly sip: SipEndpoint;
  readonly index: LineIndex;
  readonly invite: OutgoingInviteOptions;
  readonly transport: string;
  /** What became of the attempt, for the health of a trunk. */
  readonly onOutcome?: (result: InviteResult) => void;
};

/** A party that we call: the INVITE until its answer, the session after. */
export class SipOutboundLine implements OutboundLine {
  readonly transport: string;
  readonly #options: OutboundLineOptions;
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
    const flowId = options.invite.flow?.id;
    if (flowId !== undefined) options.index.add(this, flowId);
  }

  get sipCallId(): string {
    return this.#outgoing?.callId ?? '';
  }

  get flowId(): string | null {
    return (this.#session?.flow ?? this.#options.invite.flow)?.id ?? null;
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
    const outgoing = this.#options.sip.invite(this.#options.invite);
    this.#outgoing = outgoing;
    outgoing.onProvisional((response, tag) => {
      this.#remoteTag = tag;
      this.#onProvisional(response, events);
    });
    void outgoing.result.then((result) => this.#onResult(result, events));
  }

  /** While it only rings, the INVITE's own timers tell; a browser that vanished is given up at once. */
  connectionLost(): void {
    if (this.#isOver) return;
    if (this.#session !== null) return this.#events?.ended('connection_lost');
    this.#isOver = true;
    this.#dial?.failed({ kind: 'transport', fault: 'unreachable' });
  }

  hangUp(options: { cause: string; status: number | null }): void {
    this.#options.index.remove(this, this.#session);
    this.#isOver = true;
    if (this.#session !== null) return void this.#session.bye({ reason: hangUpReason(options.cause) });
    this.#outgoing?.cancel(
      options.cause === 'completed_elsewhere' ? 'completed_elsewhere' : hangUpReason(options.cause),
    );
  }

  probe(): Promise<boolean> {
    return this.#session === null ? Promise.resolve(true) : probeSession(this.#session);
  }

  #onProvisional(response: SipResponse, events: DialEvents): void {
    if (this.#isOver) return;
    if (response.body.length > 0) events.earlyMedia(text(response.body));
    else events.ringing();
  }

  #onResult(result: InviteResult, events: DialEvents): void {
    this.#options.onOutcome?.(result);
    if (result.kind === 'cancelled') return;
    if (result.kind !== 'answered') {
      if (!this.#isOver) events.failed(toFailure(result));
      return;
    }
    this.#session = result.session;
    this.#options.index.bind(result.session, this);
    listenToSession(result.session, () => this.#events);
    // It answered while we were giving up, and the CANCEL came too late.
    if (this.#isOver) return void result.session.bye();
    events.accepted(result.response.body.length === 0 ? null : text(result.response.body));
  }
}

function toFailure(result: Exclude<InviteResult, { kind: 'answered' | 'cancelled' }>): Failure {
  if (result.kind === 'timeout') return { kind: 'transport', fault: 'timeout' };
  if (result.kind === 'transport_error') return { kind: 'transport', fault: 'unreachable' };
  const { response } = result;
  const q850 = readReasons(response).find((reason) => reason.protocol.toUpperCase() === 'Q.850')?.cause;
  return { kind: 'status', status: response.status, ...(q850 === undefined ? {} : { q850 }) };
}
