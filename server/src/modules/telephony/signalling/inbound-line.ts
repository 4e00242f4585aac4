import { formatReason, type IncomingInvite, type SipSession } from '@carillon/sip';
import type { InboundLine, LineEvents } from '../ports/line.ts';
import { hangUpReason } from './hang-up-reason.ts';
import type { LineIndex } from './line-index.ts';
import { listenToSession, probeSession } from './session-line.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** A party that called us: its INVITE until the answer, its session after. */
export class SipInboundLine implements InboundLine {
  readonly offer: string | null;
  readonly #invite: IncomingInvite;
  readonly #index: LineIndex;
  #session: SipSession | null = null;
  #events: LineEvents | null = null;

  constructor(invite: IncomingInvite, index: LineIndex) {
    this.#invite = invite;
    this.#index = index;
    this.offer = invite.offer === null ? null : text(invite.offer);
    index.add(this, invite.flow.id);
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
    this.#events?.ended('connection_lost');
  }

  ring(): void {
    if (this.#invite.state === 'pending') this.#invite.ring();
  }

  progress(sdp: string): void {
    if (this.#invite.state === 'pending') this.#invite.ring({ status: 183, body: sdp });
  }

  async answer(
    sdp: string,
  ): Promise<{ kind: 'answered'; remoteAnswer: Promise<string | null> | null } | { kind: 'gone' }> {
    if (this.#invite.state !== 'pending') return { kind: 'gone' };
    const result = await this.#invite.accept({ body: sdp });
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

  onGone(listener: (how: 'cancelled' | 'connection_lost') => void): void {
    this.#invite.onCancelled(() => listener('cancelled'));
  }

  hangUp(options: { cause: string; status: number | null; sentence?: string }): void {
    this.#index.remove(this, this.#session);
    if (this.#session !== null) return void this.#session.bye({ reason: hangUpReason(options.cause) });
    if (this.#invite.state !== 'pending') return;
    const status = options.status ?? 480;
    const value = formatReason({ protocol: 'SIP', cause: status, text: options.sentence ?? options.cause });
    this.#invite.reject(status, { headers: [{ name: 'Reason', value }] });
  }

  probe(): Promise<boolean> {
    return this.#session === null ? Promise.resolve(true) : probeSession(this.#session);
  }
}
