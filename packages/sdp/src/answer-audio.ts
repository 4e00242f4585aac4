import { codecDefinitions, formatParameters, isCodec, isTelephoneEvent, mediaFormats } from './codecs.ts';
import type { CodecName } from './codecs.ts';
import { answerDirection, effectiveDirection, receives } from './direction.ts';
import { addWebRtc, localAudio } from './local-media.ts';
import type { LocalMedia } from './local-media.ts';
import type { NegotiatedAudio, NegotiatedSdes, Rejection, RejectionReason } from './negotiated.ts';
import { addFormat } from './offer.ts';
import { mediaSecurity } from './protocol.ts';
import type { MediaSecurity } from './protocol.ts';
import { remoteDtls, remoteIce, remoteTransport } from './remote-media.ts';
import type { DtlsSetup, RtpMap, SdpMedia, SessionDescription } from './types.ts';

export type AcceptedAudio = { kind: 'accepted'; media: SdpMedia; negotiated: NegotiatedAudio };

type AudioOffer = { offer: SessionDescription; media: SdpMedia; index: number; local: LocalMedia };

type CodecChoice = { codec: CodecName; map: RtpMap };

/** Takes one offered audio line, or says why it can't be taken. */
export function acceptAudio(input: AudioOffer): AcceptedAudio | Rejection {
  const { offer, media, local } = input;
  const security = mediaSecurity(offer, media);
  if (security === undefined) return rejected('unsupported_protocol');
  const sdes = security === 'sdes' ? chooseCrypto(media, local) : undefined;
  const obstacle = securityObstacle(input, security, sdes);
  if (obstacle) return rejected(obstacle);
  const choice = chooseCodec(media, local.codecs);
  if (!choice) return rejected('no_common_codec');
  if (!remoteTransport(offer, media, media.rtcpMux)) return rejected('no_address');
  return accept(input, choice, security, sdes);
}

function securityObstacle(
  { offer, media, local }: AudioOffer,
  security: MediaSecurity,
  sdes: NegotiatedSdes | undefined,
): RejectionReason | undefined {
  if (security === 'sdes' && !sdes) return 'sdes_unavailable';
  if (security !== 'dtls') return undefined;
  return local.dtls && remoteDtls(offer, media, 'passive') ? undefined : 'dtls_unavailable';
}

/** Our order decides: the peer said it can do all of them. */
function chooseCodec(media: SdpMedia, codecs: readonly CodecName[]): CodecChoice | undefined {
  const formats = mediaFormats(media);
  for (const codec of codecs) {
    const map = formats.find((format) => isCodec(format, codec));
    if (map) return { codec, map };
  }
  return undefined;
}

/** The peer's first key line whose suite we have; the answer repeats its tag (RFC 4568 5.1.2). */
function chooseCrypto(media: SdpMedia, local: LocalMedia): NegotiatedSdes | undefined {
  for (const remote of media.cryptos) {
    const own = local.cryptos?.find((crypto) => crypto.suite === remote.suite);
    if (own) return { local: { tag: remote.tag, ...own }, remote };
  }
  return undefined;
}

function accept(
  { offer, media: offered, index, local }: AudioOffer,
  choice: CodecChoice,
  security: MediaSecurity,
  sdes: NegotiatedSdes | undefined,
): AcceptedAudio {
  const media = localAudio(local, offered.protocol);
  const events = chooseTelephoneEvents(offered, choice.map.clockRate, local);
  addFormat(media, { ...choice.map }, codecDefinitions[choice.codec].parameters);
  for (const map of events) addFormat(media, { ...map }, '0-16');
  const remoteDirection = effectiveDirection(offer, offered);
  media.direction = answerDirection(remoteDirection, local.direction ?? 'sendrecv');
  media.rtcpMux = offered.rtcpMux;
  if (media.rtcpMux) delete media.rtcp;
  if (offered.mid !== undefined) media.mid = offered.mid;
  if (sdes) media.cryptos = [sdes.local];
  const setup = answerSetup(offered.setup ?? offer.setup, local);
  if (security === 'dtls' || remoteIce(offer, offered)) addWebRtc(media, local, setup);
  const remoteParameters = formatParameters(offered, choice.map.payloadType);
  const ice = media.iceUfrag === undefined ? undefined : remoteIce(offer, offered);
  const dtls = security === 'dtls' ? remoteDtls(offer, offered, setup) : undefined;
  const transport = remoteTransport(offer, offered, media.rtcpMux);
  const negotiated: NegotiatedAudio = {
    mediaIndex: index,
    ...(offered.mid === undefined ? {} : { mid: offered.mid }),
    codec: choice.codec,
    clockRate: choice.map.clockRate,
    payloadTypes: { send: choice.map.payloadType, receive: choice.map.payloadType },
    ...(remoteParameters === undefined ? {} : { remoteParameters }),
    telephoneEvents: events.map(({ payloadType, clockRate }) => ({
      send: payloadType,
      receive: payloadType,
      clockRate,
    })),
    ...(transport ?? { remoteAddress: '', remotePort: 0, remoteRtcpPort: 0 }),
    rtcpMux: media.rtcpMux,
    direction: media.direction,
    isRemoteHolding: !receives(remoteDirection),
    ptime: packetTime(offered, local),
    security,
    ...(ice ? { ice } : {}),
    ...(dtls ? { dtls } : {}),
    ...(sdes ? { sdes } : {}),
  };
  return { kind: 'accepted', media, negotiated };
}

/** Events at the codec's own rate (RFC 7587 would need 48000); phones that only list 8000 get 8000. */
function chooseTelephoneEvents(media: SdpMedia, clockRate: number, local: LocalMedia): RtpMap[] {
  if (local.telephoneEvents === false) return [];
  const events = mediaFormats(media).filter(isTelephoneEvent);
  const own = events.find((map) => map.clockRate === clockRate);
  const fallback = events.find((map) => map.clockRate === 8_000);
  return [...new Set([own, fallback])].filter((map) => map !== undefined);
}

/** RFC 8842 5.3. */
function answerSetup(offered: DtlsSetup | undefined, local: LocalMedia): DtlsSetup {
  if (offered === 'active') return 'passive';
  if (offered === 'passive') return 'active';
  return local.dtls?.setup ?? 'passive';
}

/** The peer's wish within reason; RFC 3264 lets each side choose, and phones expect to be obeyed. */
export function packetTime(remote: SdpMedia, local: LocalMedia): number {
  const wanted = remote.ptime ?? local.ptime ?? 20;
  const most = Math.min(remote.maxptime ?? 60, 60);
  return Math.max(10, Math.min(wanted, most));
}

function rejected(reason: RejectionReason): Rejection {
  return { kind: 'rejected', reason };
}
