import { packetTime } from './answer-audio.ts';
import { codecDefinitions, formatParameters, isCodec, isTelephoneEvent, mediaFormats } from './codecs.ts';
import type { CodecName } from './codecs.ts';
import { answerDirection, effectiveDirection, receives } from './direction.ts';
import type {
  AppliedAnswer,
  NegotiatedAudio,
  NegotiatedSdes,
  NegotiatedTelephoneEvent,
  PayloadTypes,
  Rejection,
  RejectionReason,
} from './negotiated.ts';
import { mediaSecurity } from './protocol.ts';
import { remoteDtls, remoteIce, remoteTransport } from './remote-media.ts';
import type { SdpMedia, SessionDescription } from './types.ts';

type CodecMatch = { codec: CodecName; payloadTypes: PayloadTypes };

type MediaPair = { offer: SessionDescription; offered: SdpMedia; answer: SessionDescription; answered: SdpMedia };

/** Reads what the peer chose from our offer (RFC 3264 7). We send with its payload types and expect ours. */
export function applyAnswer(offer: SessionDescription, answer: SessionDescription): AppliedAnswer {
  if (answer.media.length !== offer.media.length) return rejected('invalid_answer');
  const index = offer.media.findIndex((media) => media.kind === 'audio' && media.port !== 0);
  const offered = offer.media[index];
  const answered = answer.media[index];
  if (!offered || !answered || answered.kind !== 'audio' || answered.port === 0) return rejected('no_audio');
  return applyPair({ offer, offered, answer, answered }, index);
}

function applyPair(pair: MediaPair, index: number): AppliedAnswer {
  const { offer, offered, answer, answered } = pair;
  const security = mediaSecurity(answer, answered);
  if (security === undefined || security !== mediaSecurity(offer, offered)) return rejected('unsupported_protocol');
  const match = matchCodec(pair);
  if (!match) return rejected('no_common_codec');
  const rtcpMux = offered.rtcpMux && answered.rtcpMux;
  const transport = remoteTransport(answer, answered, rtcpMux);
  if (!transport) return rejected('no_address');
  const keys = agreedKeys(pair, security);
  if ('kind' in keys) return keys;
  const remoteParameters = formatParameters(answered, match.payloadTypes.send);
  const negotiated: NegotiatedAudio = {
    mediaIndex: index,
    ...(offered.mid === undefined ? {} : { mid: offered.mid }),
    codec: match.codec,
    clockRate: codecDefinitions[match.codec].clockRate,
    payloadTypes: match.payloadTypes,
    ...(remoteParameters === undefined ? {} : { remoteParameters }),
    telephoneEvents: matchTelephoneEvents(pair, codecDefinitions[match.codec].clockRate),
    ...transport,
    rtcpMux,
    ...agreedDirection(pair),
    ptime: packetTime(answered, { address: '', port: 0, codecs: [], ptime: offered.ptime ?? 20 }),
    security,
    ...keys,
  };
  return { kind: 'negotiated', negotiated };
}

/** The answer's first codec that we offered: that is the one it prefers (RFC 3264 7). */
function matchCodec({ offered, answered }: MediaPair): CodecMatch | undefined {
  const ours = mediaFormats(offered);
  const names = Object.keys(codecDefinitions) as CodecName[];
  for (const map of mediaFormats(answered)) {
    const codec = names.find((name) => isCodec(map, name));
    const own = codec && ours.find((format) => isCodec(format, codec));
    if (codec && own) return { codec, payloadTypes: { send: map.payloadType, receive: own.payloadType } };
  }
  return undefined;
}

function matchTelephoneEvents({ offered, answered }: MediaPair, clockRate: number): NegotiatedTelephoneEvent[] {
  const ours = mediaFormats(offered).filter(isTelephoneEvent);
  const events = mediaFormats(answered)
    .filter(isTelephoneEvent)
    .flatMap((map) => {
      const own = ours.find((format) => format.clockRate === map.clockRate);
      return own ? [{ send: map.payloadType, receive: own.payloadType, clockRate: map.clockRate }] : [];
    });
  return events.toSorted((left, right) => Number(right.clockRate === clockRate) - Number(left.clockRate === clockRate));
}

/** What both sides said; a peer that answers more than we offered is cut back to it. */
function agreedDirection({ offer, offered, answer, answered }: MediaPair) {
  const remote = effectiveDirection(answer, answered);
  const local = offered.direction ?? offer.direction ?? 'sendrecv';
  return { direction: answerDirection(remote, local), isRemoteHolding: !receives(remote) };
}

type AgreedKeys = Pick<NegotiatedAudio, 'ice' | 'dtls' | 'sdes'>;

function agreedKeys({ offer, offered, answer, answered }: MediaPair, security: string): AgreedKeys | Rejection {
  const ice = offered.iceUfrag === undefined ? undefined : remoteIce(answer, answered);
  const found: AgreedKeys = ice ? { ice } : {};
  if (security === 'dtls') {
    const dtls = remoteDtls(answer, answered, offered.setup ?? offer.setup ?? 'actpass');
    return dtls ? { ...found, dtls } : rejected('dtls_unavailable');
  }
  if (security !== 'sdes') return found;
  const sdes = agreedSdes(offered, answered);
  return sdes ? { ...found, sdes } : rejected('sdes_unavailable');
}

/** The answer names our key line by its tag (RFC 4568 5.1.3). */
function agreedSdes(offered: SdpMedia, answered: SdpMedia): NegotiatedSdes | undefined {
  const remote = answered.cryptos[0];
  const local = offered.cryptos.find((line) => line.tag === remote?.tag && line.suite === remote.suite);
  return remote && local ? { local, remote } : undefined;
}

function rejected(reason: RejectionReason): Rejection {
  return { kind: 'rejected', reason };
}
