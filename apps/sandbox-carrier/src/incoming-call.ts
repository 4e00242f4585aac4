import { parseUri, type IncomingInvite, type SipSession } from '@carillon/sip';
import { behaviourOf, type Behaviour, type Sound } from './behaviours.ts';
import type { CallEntry, CallLog } from './call-log.ts';
import { describeAnswer, describeOffer, readAnswer, type Described } from './descriptions.ts';
import { MediaSession, type Voice } from './media-session.ts';
import { musicLoop, Playback, spokenDigits, toneLoop } from './sound.ts';

export type CallContext = { readonly address: string; readonly log: CallLog };

const decoder = new TextDecoder();
const warning = { name: 'Warning', value: '399 sandbox "No common codec"' };

/** A call from the customer towards the network: does what the number asks for. */
export async function takeCall(invite: IncomingInvite, context: CallContext): Promise<void> {
  const number = calledNumber(invite.request.uri);
  const behaviour = behaviourOf(number);
  const entry = context.log.open({ direction: 'from_customer', number, from: callerOf(invite) });
  invite.onCancelled(() => entry.end('cancelled'));
  if (behaviour.kind === 'refuse') {
    await pause(behaviour.afterMs);
    invite.reject(behaviour.status, { reason: behaviour.reason });
    entry.end(`refused ${behaviour.status}`);
    return;
  }
  if (behaviour.kind === 'ring_on') {
    invite.ring();
    return;
  }
  await answerCall(invite, { ...context, number, behaviour, entry });
}

type AnswerContext = CallContext & {
  readonly number: string;
  readonly behaviour: Extract<Behaviour, { kind: 'answer' }>;
  readonly entry: CallEntry;
};

async function answerCall(invite: IncomingInvite, context: AnswerContext): Promise<void> {
  const media = await MediaSession.open(context.address);
  const described = describe(invite, media, context.address);
  if (!described) {
    media.close();
    invite.reject(488, { reason: 'Not Acceptable Here', headers: [warning] });
    return context.entry.end('no common codec');
  }
  if (described.kind === 'answer') media.negotiated(described.audio);
  invite.onCancelled(() => media.close());
  ringFirst(invite, media, described, context.behaviour);
  await pause(context.behaviour.afterMs);
  const result = await invite.accept({ body: described.sdp });
  if (result.kind === 'gone') return;
  context.entry.answer();
  media.onDigits = (pressed) => context.entry.pressed(pressed);
  media.speak(voiceOf(context.behaviour.sound, context.number));
  follow(result.session, media, { ...context, described });
}

type Local = { readonly kind: 'answer' } & Described;
type Offered = { readonly kind: 'offer'; readonly sdp: string; readonly description: Described['description'] };

/** An answer to the offer; for an INVITE without one, our own offer (RFC 3261 13.2.1). */
function describe(invite: IncomingInvite, media: MediaSession, address: string): Local | Offered | null {
  const at = { address, port: media.port };
  if (!invite.offer) return { kind: 'offer', ...describeOffer(at) };
  const answer = describeAnswer(decoder.decode(invite.offer), at);
  return answer && { kind: 'answer', ...answer };
}

function ringFirst(
  invite: IncomingInvite,
  media: MediaSession,
  described: Local | Offered,
  behaviour: { earlyMedia: boolean },
): void {
  if (!behaviour.earlyMedia || described.kind !== 'answer') return invite.ring();
  invite.ring({ status: 183, body: described.sdp });
  media.speak({ kind: 'playback', playback: toneLoop() });
}

function follow(
  session: SipSession,
  media: MediaSession,
  context: AnswerContext & { described: Local | Offered },
): void {
  let { description } = context.described;
  session.onAck((body) => {
    if (context.described.kind !== 'offer' || !body) return;
    const audio = readAnswer(context.described.description, decoder.decode(body));
    if (audio) media.negotiated(audio);
  });
  session.onReinvite((offer, reply) => {
    const at = { address: context.address, port: media.port, previous: description };
    const next = offer && describeAnswer(decoder.decode(offer), at);
    if (!next) return reply.reject(488);
    ({ description } = next);
    media.negotiated(next.audio);
    void reply.accept(next.sdp);
  });
  session.onBye(() => {
    media.close();
    context.entry.end('ended');
  });
}

function voiceOf(sound: Sound, number: string): Voice {
  switch (sound) {
    case 'echo':
      return { kind: 'echo' };
    case 'digits':
      return { kind: 'spoken_digits' };
    case 'tone':
      return { kind: 'playback', playback: toneLoop() };
    case 'speech':
      return { kind: 'playback', playback: new Playback(spokenDigits(number), { repeat: true }) };
    case 'music':
      return { kind: 'playback', playback: musicLoop() };
  }
}

/** The user part of the Request-URI, as dialled. */
export function calledNumber(uri: string): string {
  const parsed = parseUri(uri);
  if (parsed?.kind === 'tel') return parsed.number;
  return parsed?.kind === 'sip' ? (parsed.user ?? '') : '';
}

function callerOf(invite: IncomingInvite): string {
  return invite.request.headers.find((header) => header.name === 'From')?.value ?? '';
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
