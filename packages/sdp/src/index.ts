export { parseSdp } from './parse.ts';
export { formatCandidate, formatSdp } from './format.ts';
export { parseCandidate } from './parse-values.ts';
export { createOffer } from './offer.ts';
export { answerOffer } from './answer.ts';
export { applyAnswer } from './apply-answer.ts';
export {
  codecDefinitions,
  formatParameters,
  isCodec,
  isTelephoneEvent,
  mediaFormats,
  offeredCodecs,
} from './codecs.ts';
export type { CodecDefinition, CodecName } from './codecs.ts';
export {
  answerDirection,
  directionOf,
  effectiveDirection,
  isHeld,
  mediaConnection,
  receives,
  reverseDirection,
  sends,
} from './direction.ts';
export { isIceMedia, mediaSecurity } from './protocol.ts';
export type { MediaSecurity } from './protocol.ts';
export type { LocalCrypto, LocalDtls, LocalIce, LocalMedia, LocalStream } from './local-media.ts';
export type * from './negotiated.ts';
export type * from './types.ts';
