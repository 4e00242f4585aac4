import type { MediaChange } from '../ports/line.ts';
import type { CallInput } from '../call/inputs.ts';
import type { CodecName, MediaDirection, MediaLeg } from '../ports/media-plane.ts';
import { codecsToAnswer, codecsToOffer } from './codecs.ts';

/** What a change of media touches of a leg. */
export type ChangingLeg = {
  readonly id: string;
  readonly closed: boolean;
  readonly media: MediaLeg;
  readonly events: { readonly input: (input: CallInput) => void };
  codec: CodecName | null;
};

/**
 * A party changes its media (RFC 3264 8): hold, resume, a new address, or a mere refresh. It is answered here and never
 * forwarded: each leg is its own offer/answer, so that one side's hold cannot break the other.
 */
export async function answerMediaChange(leg: ChangingLeg, change: MediaChange): Promise<void> {
  if (leg.closed) return change.reject(500);
  try {
    await (change.offer === null ? answerOfferless(leg, change) : answerOffer(leg, change, change.offer));
  } catch {
    change.reject(500);
  }
}

async function answerOffer(leg: ChangingLeg, change: MediaChange, offer: string): Promise<void> {
  const read = await leg.media.readOffer(offer);
  if (read.kind === 'rejected') return change.reject(read.status);
  const answer = await leg.media.createAnswer({ codecs: codecsToAnswer(leg.codec) });
  if (answer.kind === 'rejected') return change.reject(answer.status);
  leg.codec = answer.negotiated.codec;
  leg.events.input({ kind: 'held', legId: leg.id, holding: isHolding(answer.negotiated.remoteDirection) });
  await change.accept(answer.sdp);
}

/** RFC 3261 14.1: a re-INVITE without offer asks for ours; the answer comes in the ACK. */
async function answerOfferless(leg: ChangingLeg, change: MediaChange): Promise<void> {
  const offer = await leg.media.createOffer({ codecs: codecsToOffer(leg.codec === null ? [] : [leg.codec]) });
  const answer = await change.accept(offer);
  if (answer === null) return;
  const agreed = await leg.media.acceptAnswer(answer);
  if (agreed.kind === 'rejected') return;
  leg.codec = agreed.negotiated.codec;
  leg.events.input({ kind: 'held', legId: leg.id, holding: isHolding(agreed.negotiated.remoteDirection) });
}

/** The party that says it only sends, or nothing at all, does not listen: it holds (RFC 3264 8.4). */
function isHolding(direction: MediaDirection): boolean {
  return direction === 'sendonly' || direction === 'inactive';
}
