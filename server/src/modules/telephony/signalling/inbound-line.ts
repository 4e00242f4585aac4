import { formatReason, headerLineValues, type IncomingInvite, type SipSession } from '@carillon/sip';
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { InboundLine, LineEvents, Presentation } from '../ports/line.ts';
import { hangUpReason } from './hang-up-reason.ts';
import type { LineIndex } from './line-index.ts';
import { connectedParty } from './party-address.ts';
import { listenToSession, probeSession, toMediaChange } from './session-line.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** A party that called us: its INVITE until the answer, its session after. */
export class SipInboundLine implements InboundLine {
  readonly offer: string | null;
  readonly #invite: IncomingInvite;
  readonly #index: LineIndex;
  readonly #domain: string;
  #session: SipSession | null = null;
  #events: LineEvents | null = null;

  /** `domain`: ours, for addresses of parties. */
  constructor(invite: IncomingInvite, index: LineIndex, domain: string) {
    this.#invite = invite;
    this.#domain = domain;
    this.#index = index;
    this.offer = invite.offer === null ? null : text(invite.offer);
    index.add(this, invite.flow.id);
    // UPDATE and PRACK carry offers before the answer (RFC 3311, RFC 3262 5): the same change of media as later.
    invite.onOffer((offer, reply) => {
      if (this.#events === null) reply.reject(500);
      else this.#events.mediaChange(toMediaChange(offer, reply));
    });
  }

  get identities(): readonly string[] {
    return headerLineValues(this.#invite.request, 'Identity');
  }

  get sipCallId(): string {
    return this.#invite.callId;
  }

  get transport(): string {
    return this.#invite.flow.transport;
  }

  get flowId(): string {
    return (this.#session?.flow ?? this.#invite.flow).id;
  }

  listen(events: LineEvents): void {
    this.#events = events;
  }

  /** The connection broke. */
  connectionLost(): void {
    this.#events?.ended('connection_lost', null);
  }

  ring(): void {
    if (this.#invite.state === 'pending') this.#invite.ring();
  }

  progress(sdp: string): void {
    if (this.#invite.state === 'pending') this.#invite.ring({ status: 183, body: sdp });
  }

  async answer(
    sdp: string,
    party: Presentation | null,
  ): Promise<{ kind: 'answered'; remoteAnswer: Promise<string | null> | null } | { kind: 'gone' }> {
    if (this.#invite.state !== 'pending') return { kind: 'gone' };
    const result = await this.#invite.accept({
      body: sdp,
      headers: party === null ? [] : [connectedParty(party, this.#domain)],
    });
    if (result.kind === 'gone') return { kind: 'gone' };
    const { session } = result;
    this.#session = session;
    this.#index.bind(session, this);
    const late = Promise.withResolvers<string | null>();
    listenToSession(
      session,
      () => this.#events,
      () => late.resolve(null),
    );
    if (this.offer !== null) return { kind: 'answered', remoteAnswer: null };
    session.onAck((body) => late.resolve(body === null ? null : text(body)));
    return { kind: 'answered', remoteAnswer: late.promise };
  }

  onGone(listener: Parameters<InboundLine['onGone']>[0]): void {
    this.#invite.onCancelled((reason) => listener(isElsewhere(reason) ? 'completed_elsewhere' : 'cancelled'));
  }

  hangUp(options: { cause: HangupCause; status: number | null; sentence?: string }): void {
    this.#index.remove(this, this.#session);
    if (this.#session !== null) return void this.#session.bye({ reason: hangUpReason(options.cause) });
    if (this.#invite.state !== 'pending') return;
    const status = options.status ?? 480;
    const said = formatReason({ protocol: 'SIP', cause: status, text: options.sentence ?? options.cause });
    const headers = [said, hangUpReason(options.cause)].map((value) => ({ name: 'Reason', value }));
    this.#invite.reject(status, { headers });
  }

  showParty(party: Presentation): void {
    void this.#session?.tell([connectedParty(party, this.#domain)]);
  }

  probe(): Promise<boolean> {
    return this.#session === null ? Promise.resolve(true) : probeSession(this.#session);
  }
}

const isElsewhere = (reason: string | null): boolean =>
  reason !== null && /^SIP\s*;(?:.*;)?\s*cause\s*=\s*200\b/i.test(reason);
