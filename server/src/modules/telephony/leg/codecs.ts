import type { CodecName } from '../ports/media-plane.ts';

/** Our own order (ARCHITECTURE §6): best sound first, then what every telephone knows. */
export const allCodecs: readonly CodecName[] = ['opus', 'G722', 'PCMA', 'PCMU'];

/** What the first leg can speak comes first, in its order, so that most calls are relayed; the rest follows. */
export function codecsToOffer(first: readonly CodecName[]): CodecName[] {
  return [...first, ...allCodecs.filter((codec) => !first.includes(codec))];
}

/** The codec of the other leg first: with it, packets pass untouched. */
export function codecsToAnswer(peerCodec: CodecName | null): CodecName[] {
  return peerCodec === null ? [...allCodecs] : [peerCodec, ...allCodecs.filter((codec) => codec !== peerCodec)];
}
