import { acceptAudio } from './answer-audio.ts';
import type { AcceptedAudio } from './answer-audio.ts';
import { localSession, rejectedMedia } from './local-media.ts';
import type { LocalMedia } from './local-media.ts';
import type { AnswerResult, Rejection } from './negotiated.ts';
import type { SdpGroup, SdpMedia, SessionDescription } from './types.ts';
import { withVersion } from './version.ts';

/**
 * Answers an offer (RFC 3264 6): the first audio line that can be taken is taken with one codec, the best of ours that
 * the peer offered; every other line is refused in its place. A refusal of all is a 488 to the peer.
 */
export function answerOffer(offer: SessionDescription, local: LocalMedia): AnswerResult {
  let refusal: Rejection = { kind: 'rejected', reason: 'no_audio' };
  for (const [index, media] of offer.media.entries()) {
    if (media.kind !== 'audio' || media.port === 0) continue;
    const accepted = acceptAudio({ offer, media, index, local });
    if (accepted.kind === 'accepted') return answered(offer, local, accepted);
    if (refusal.reason === 'no_audio') refusal = accepted;
  }
  return refusal;
}

function answered(offer: SessionDescription, local: LocalMedia, accepted: AcceptedAudio): AnswerResult {
  const session = localSession(local);
  const { negotiated } = accepted;
  session.media = offer.media.map((media, index) =>
    index === negotiated.mediaIndex ? accepted.media : rejectedMedia(media),
  );
  session.groups = answerGroups(offer, accepted.media);
  return { kind: 'answered', answer: withVersion(session, local.previous), negotiated };
}

/** Only the accepted line stays in the bundle (RFC 8843 7.3). */
function answerGroups(offer: SessionDescription, accepted: SdpMedia): SdpGroup[] {
  const { mid } = accepted;
  if (mid === undefined) return [];
  const isBundled = offer.groups.some((group) => group.semantics === 'BUNDLE' && group.mids.includes(mid));
  return isBundled ? [{ semantics: 'BUNDLE', mids: [mid] }] : [];
}
