import {
  answerOffer,
  applyAnswer,
  createOffer,
  formatSdp,
  parseSdp,
  type LocalMedia,
  type NegotiatedAudio,
  type SessionDescription,
} from '@carillon/sdp';

/** French interconnection speaks G.711, A-law first. */
function local(address: string, port: number, previous?: SessionDescription): LocalMedia {
  const base: LocalMedia = { address, port, codecs: ['PCMA', 'PCMU'] };
  return previous ? { ...base, previous } : base;
}

export type Described = {
  readonly sdp: string;
  readonly description: SessionDescription;
  readonly audio: NegotiatedAudio;
};

export function describeAnswer(
  offerText: string,
  at: { address: string; port: number; previous?: SessionDescription },
): Described | null {
  const offer = parseSdp(offerText);
  if (offer.kind === 'sdp_error') return null;
  const result = answerOffer(offer, local(at.address, at.port, at.previous));
  if (result.kind === 'rejected') return null;
  return { sdp: formatSdp(result.answer), description: result.answer, audio: result.negotiated };
}

export function describeOffer(at: { address: string; port: number }): { sdp: string; description: SessionDescription } {
  const description = createOffer(local(at.address, at.port));
  return { sdp: formatSdp(description), description };
}

export function readAnswer(offer: SessionDescription, answerText: string): NegotiatedAudio | null {
  const answer = parseSdp(answerText);
  if (answer.kind === 'sdp_error') return null;
  const result = applyAnswer(offer, answer);
  return result.kind === 'negotiated' ? result.negotiated : null;
}
