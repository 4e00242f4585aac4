import { emptyMedia, emptySession } from './parse.ts';
import type {
  DtlsSetup,
  Fingerprint,
  IceCandidate,
  MediaDirection,
  RtpMap,
  SdpMedia,
  SdpOrigin,
  SessionDescription,
} from './types.ts';
import type { CodecName } from './codecs.ts';

export type LocalIce = {
  ufrag: string;
  pwd: string;
  isLite: boolean;
  candidates: IceCandidate[];
  endOfCandidates?: boolean;
  options?: string[];
};

export type LocalDtls = {
  fingerprint: Fingerprint;
  /** Our preference when the offer is `actpass`; an offer of ours always says `actpass` (RFC 8842 5.1). */
  setup?: Extract<DtlsSetup, 'active' | 'passive'>;
};

/** A key we can use: `keyParameters` as "inline:<base64>". */
export type LocalCrypto = { suite: string; keyParameters: string };

/** Names our stream so that a browser gives the track a MediaStream (RFC 8830). */
export type LocalStream = { ssrc: number; cname: string; streamId?: string; trackId?: string };

/** What the media side offers for one audio stream, in an offer as in an answer. */
export type LocalMedia = {
  address: string;
  port: number;
  /** Allowed codecs, best first. */
  codecs: readonly CodecName[];
  /** What we are willing to do; default `sendrecv`. */
  direction?: MediaDirection;
  /** Milliseconds per packet; default 20. */
  ptime?: number;
  /** RFC 4733 digits; default true. */
  telephoneEvents?: boolean;
  /** Needed when RTCP is neither multiplexed nor on `port + 1`. */
  rtcpPort?: number;
  ice?: LocalIce;
  dtls?: LocalDtls;
  /** SDES keys in order of preference (RFC 4568). */
  cryptos?: readonly LocalCrypto[];
  stream?: LocalStream;
  /** Digits; default random. Ignored when `previous` is given. */
  sessionId?: string;
  /**
   * Formats of another party. A first offer takes their numbers for the same codecs and digits, so that packets can pass
   * between the two as they are.
   */
  like?: readonly RtpMap[];
  /** Our last description in this dialog: keeps the session id, the m-lines and their payload types. */
  previous?: SessionDescription;
};

/** The frame of our description. The version is settled at the end by `withVersion`. */
export function localSession(local: LocalMedia): SessionDescription {
  const addressType = local.address.includes(':') ? 'IP6' : 'IP4';
  const origin: SdpOrigin = local.previous?.origin ?? {
    username: '-',
    sessionId: local.sessionId ?? randomSessionId(),
    sessionVersion: '1',
    addressType,
    address: local.address,
  };
  const session = emptySession();
  session.origin = { ...origin };
  session.connection = { addressType, address: local.address };
  session.times = ['0 0'];
  session.iceLite = local.ice?.isLite ?? false;
  return session;
}

/** The transport lines of our audio m-line; codecs and direction are added by the caller. */
export function localAudio(local: LocalMedia, protocol: string): SdpMedia {
  const media = emptyMedia('audio', local.port, protocol);
  media.ptime = local.ptime ?? 20;
  if (local.rtcpPort !== undefined) media.rtcp = { port: local.rtcpPort };
  if (local.stream) addStream(media, local.stream);
  return media;
}

/** ICE and DTLS lines (RFC 8839, RFC 8842). */
export function addWebRtc(media: SdpMedia, local: LocalMedia, setup: DtlsSetup): void {
  if (local.ice) {
    media.iceUfrag = local.ice.ufrag;
    media.icePwd = local.ice.pwd;
    if (local.ice.options) media.iceOptions = local.ice.options;
    media.candidates = local.ice.candidates;
    media.endOfCandidates = local.ice.endOfCandidates ?? true;
  }
  if (local.dtls) {
    media.fingerprints = [local.dtls.fingerprint];
    media.setup = setup;
  }
}

function addStream(media: SdpMedia, stream: LocalStream): void {
  media.ssrcs = [{ ssrc: stream.ssrc, attribute: 'cname', value: stream.cname }];
  if (stream.streamId === undefined) return;
  media.attributes.push({ name: 'msid', value: `${stream.streamId} ${stream.trackId ?? 'audio'}` });
}

/** An m-line refused or removed: same kind, protocol and formats, port 0 (RFC 3264 6). */
export function rejectedMedia(media: SdpMedia): SdpMedia {
  const rejected = emptyMedia(media.kind, 0, media.protocol);
  rejected.formats = [...media.formats];
  if (media.mid !== undefined) rejected.mid = media.mid;
  rejected.direction = 'inactive';
  return rejected;
}

/** Random numbers are drawn in blocks, because each draw is a system call. */
const randomBlock = new BigUint64Array(128);
let randomUsed = randomBlock.length;

/** 62 bits, so that every peer can hold it in a signed 64-bit number (RFC 3264 5). */
function randomSessionId(): string {
  if (randomUsed === randomBlock.length) {
    crypto.getRandomValues(randomBlock);
    randomUsed = 0;
  }
  return String(randomBlock[randomUsed++]! >> 2n);
}
