import type { SipEndpoint, SipSession } from '@carillon/sip';
import type { CallContext } from './incoming-call.ts';
import { pause } from './incoming-call.ts';
import { describeAnswer, describeOffer, readAnswer } from './descriptions.ts';
import { MediaSession } from './media-session.ts';
import { musicLoop, toneLoop } from './sound.ts';

export type PlaceCall = {
  /** The customer's number, E.164 with its plus. */
  readonly to: string;
  /** Caller ID; null = withheld. */
  readonly from: string | null;
  readonly sound: 'echo' | 'tone' | 'music';
  /** Hangs up after this long once answered. */
  readonly talkSeconds: number;
  /** Digits pressed one second after the answer. */
  readonly digits: string;
};

export type Placed =
  | { readonly kind: 'answered'; readonly talkedSeconds: number; readonly hungUpBy: 'customer' | 'carrier' }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  | { readonly kind: 'no_answer' };

export type PlaceContext = CallContext & {
  readonly endpoint: SipEndpoint;
  readonly port: number;
  /** Request-URI host of the customer, or the contact that it registered. */
  readonly customer: { readonly host: string; readonly port: number };
};

const ringsAtMostMs = 60_000;
const decoder = new TextDecoder();

/** A call from the network to one of the customer's numbers. */
export async function placeCall(order: PlaceCall, context: PlaceContext): Promise<Placed> {
  const { address, customer, endpoint, port } = context;
  const entry = context.log.open({ direction: 'to_customer', number: order.to, from: order.from ?? 'anonymous' });
  const media = await MediaSession.open(address);
  const offer = describeOffer({ address, port: media.port });
  const invite = endpoint.invite({
    uri: `sip:${order.to}@${customer.host}:${customer.port}`,
    from:
      order.from === null ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `<sip:${order.from}@${address}:${port}>`,
    to: `<sip:${order.to}@${customer.host}>`,
    headers:
      order.from === null
        ? [{ name: 'Privacy', value: 'id' }]
        : [{ name: 'P-Asserted-Identity', value: `<sip:${order.from}@${address}>` }],
    body: offer.sdp,
  });
  const giveUp = setTimeout(() => invite.cancel(), ringsAtMostMs);
  const result = await invite.result;
  clearTimeout(giveUp);
  if (result.kind !== 'answered') {
    media.close();
    entry.end(result.kind === 'rejected' ? `refused ${result.response.status}` : result.kind);
    return result.kind === 'rejected'
      ? { kind: 'refused', status: result.response.status, reason: result.response.reason }
      : { kind: 'no_answer' };
  }
  entry.answer();
  const audio = readAnswer(offer.description, decoder.decode(result.response.body));
  if (audio) media.negotiated(audio);
  const placed = await talk(result.session, media, { order, address, description: offer.description });
  entry.end(`${placed.hungUpBy} hung up`);
  return placed;
}

type Talk = { order: PlaceCall; address: string; description: ReturnType<typeof describeOffer>['description'] };

async function talk(
  session: SipSession,
  media: MediaSession,
  { order, address, description }: Talk,
): Promise<Extract<Placed, { kind: 'answered' }>> {
  const answeredAt = performance.now();
  media.speak(
    order.sound === 'echo'
      ? { kind: 'echo' }
      : { kind: 'playback', playback: order.sound === 'tone' ? toneLoop() : musicLoop() },
  );
  let previous = description;
  session.onReinvite((offer, reply) => {
    const next = offer && describeAnswer(decoder.decode(offer), { address, port: media.port, previous });
    if (!next) return reply.reject(488);
    previous = next.description;
    media.negotiated(next.audio);
    void reply.accept(next.sdp);
  });
  if (order.digits) setTimeout(() => media.sendDigits(order.digits), 1000);
  const customerEnded = new Promise<'customer'>((resolve) => session.onBye(() => resolve('customer')));
  const hungUpBy = await Promise.race([customerEnded, pause(order.talkSeconds * 1000).then(() => 'carrier' as const)]);
  if (hungUpBy === 'carrier') await session.bye();
  media.close();
  return { kind: 'answered', talkedSeconds: Math.round((performance.now() - answeredAt) / 1000), hungUpBy };
}
