import type {
  IncomingInvite,
  OutgoingInvite,
  OutgoingInviteOptions,
  ReinviteResult,
  SipEndpoint,
  SipSession,
} from '@carillon/sip';
import type { CodecName, MediaDirection } from '../../src/modules/telephony/ports/media-plane.ts';
import type { Sound } from './sound.ts';
import type { Waiting } from './waiting.ts';

/** How a telephone reaches the server. */
export type Attachment = {
  readonly endpoint: SipEndpoint;
  /** In all that it sends outside a dialog. */
  readonly common: Pick<OutgoingInviteOptions, 'from'> & Partial<OutgoingInviteOptions>;
};

const text = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString();

/** A telephone of a member: our own user agent, with sound. */
export class Party {
  readonly extension: string;
  readonly sound: Sound;
  readonly rung: IncomingInvite[] = [];
  session: SipSession | null = null;
  /** True when the far side, or the network, ended the session. */
  released = false;
  /** What this party agreed last, by the answer of either side. */
  codec: CodecName | null = null;
  readonly #attachment: Attachment;
  #heard = '';

  constructor(extension: string, sound: Sound, attachment: Attachment) {
    this.extension = extension;
    this.sound = sound;
    this.#attachment = attachment;
    attachment.endpoint.onInvite((invite) => void this.rung.push(invite));
  }

  /** Calls with an offer of its own; what comes before the answer is listened to. */
  async dial(target: string, own: Partial<OutgoingInviteOptions> = {}): Promise<OutgoingInvite> {
    const { endpoint, common } = this.#attachment;
    await this.sound.begin();
    const body = own.body ?? (await this.sound.offer());
    const invite = endpoint.invite({ ...common, uri: `sip:${target}@127.0.0.1`, body, ...own });
    invite.onProvisional((response) => {
      if (response.body.length > 0) void this.#hear(text(response.body));
    });
    return invite;
  }

  /** Waits for the answer to its call. @throws when it is refused */
  async connected(world: Waiting, invite: OutgoingInvite): Promise<SipSession> {
    const result = await world.settled(`the answer to ${this.extension}`, invite.result);
    if (result.kind !== 'answered') {
      throw new Error(`${this.extension}: ${result.kind} ${result.kind === 'rejected' ? result.response.status : ''}`);
    }
    await this.#hear(text(result.response.body));
    return this.#take(result.session);
  }

  /** Waits for a call and answers it. */
  async answer(world: Waiting): Promise<SipSession> {
    const invite = await world.until(`${this.extension} rings`, () => this.rung.shift());
    invite.ring();
    await this.sound.begin();
    const body = await this.#answerTo(text(invite.offer));
    const accepted = await world.settled(`${this.extension} answers`, invite.accept({ body }));
    if (accepted.kind === 'gone') throw new Error(`${this.extension}: the call was gone before it was answered`);
    return this.#take(accepted.session);
  }

  /** Answers an offerless call's 200: the answer goes into the ACK. */
  async acknowledge(session: SipSession, offer: Uint8Array): Promise<void> {
    session.ack(await this.#answerTo(text(offer)));
    this.#take(session);
  }

  /** Sends the re-INVITE of a hold, a resume, or a mere refresh. */
  async change(direction: MediaDirection): Promise<ReinviteResult> {
    const result = await this.session!.reinvite({ body: await this.sound.offer(direction) });
    if (result.kind === 'accepted') await this.#hear(text(result.body));
    return result;
  }

  async hangUp(world: Waiting): Promise<void> {
    const session = this.session;
    this.session = null;
    if (session !== null) await world.settled(`the BYE of ${this.extension}`, session.bye());
  }

  async #answerTo(offer: string): Promise<string> {
    const answer = await this.sound.answer(offer);
    this.codec = codecOf(answer);
    return answer;
  }

  async #hear(answer: string): Promise<void> {
    // A 200 repeats what a 183 said.
    if (answer === '' || answer === this.#heard) return;
    this.#heard = answer;
    this.codec = codecOf(answer);
    await this.sound.accept(answer);
  }

  #take(session: SipSession): SipSession {
    this.session = session;
    this.released = false;
    session.onReinvite((offer, reply) => {
      const body = offer === null ? this.sound.offer() : this.#answerTo(text(offer));
      void body.then((sdp) => reply.accept(sdp));
    });
    session.onBye(() => {
      if (this.session === session) this.session = null;
      this.released = true;
    });
    return session;
  }
}

/** The codec of a description's first format. */
function codecOf(sdp: string): CodecName | null {
  const format = /^m=audio \d+ \S+ (\d+)/m.exec(sdp)?.[1];
  const name = new RegExp(`^a=rtpmap:${format} ([^/]+)/`, 'm').exec(sdp)?.[1];
  return (name as CodecName | undefined) ?? null;
}
