import {
  answerOffer,
  applyAnswer,
  createOffer,
  effectiveDirection,
  formatSdp,
  mediaFormats,
  mediaSecurity,
  offeredCodecs,
  parseSdp,
  receives,
  sends,
} from '@carillon/sdp';
import type { LocalMedia, NegotiatedAudio, RtpMap, SessionDescription } from '@carillon/sdp';
import type { IceCredentials } from '@carillon/rtp/webrtc';
import type {
  AcceptResult,
  CodecName,
  LegTransport,
  MediaDirection,
  NegotiatedMedia,
  SdpResult,
} from '../ports/media-plane.ts';
import { legMediaOf } from './leg-media.ts';
import { SdesKeys, withUsableKeys } from './sdes-keys.ts';
import type { LegMedia } from './protocol.ts';

export type Rejected = Exclude<SdpResult, { kind: 'ok' }>;
export type OfferRead = { kind: 'ok'; codecs: readonly CodecName[]; direction: MediaDirection };
export type Wish = {
  readonly codecs: readonly CodecName[];
  readonly direction?: MediaDirection;
  /** Formats of the party whose numbers a first offer should take. */
  readonly like?: readonly RtpMap[];
};

export type LegDescriptionOptions = {
  readonly transport: LegTransport;
  /** What the far side is told to send to; the first one is the default, browsers get all as candidates. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly ssrc: number;
  readonly ice: IceCredentials | null;
  /** What our offers say. */
  readonly security: 'none' | 'sdes';
  /** SHA-256 of our DTLS certificate. */
  readonly fingerprint: string;
};

/**
 * The offer/answer state of one leg (RFC 3264). It keeps our last description, so that a re-offer keeps ports, payload
 * types and media lines and raises the version. Pure: packets are moved elsewhere, by what `media` says.
 */
export class LegDescription {
  readonly #options: LegDescriptionOptions;
  #local: SessionDescription | null = null;
  #offered: SessionDescription | null = null;
  #received: SessionDescription | null = null;
  #media: LegMedia | null = null;
  #remoteFormats: readonly RtpMap[] = [];
  #hasListened = false;
  readonly #sdesKeys = new SdesKeys();

  constructor(options: LegDescriptionOptions) {
    this.#options = options;
  }

  /** What was agreed last, for the worker that moves the packets; null before, and when no sound was agreed. */
  get media(): LegMedia | null {
    return this.#media;
  }

  /** What the far side listed last, with its numbers. */
  get remoteFormats(): readonly RtpMap[] {
    return this.#remoteFormats;
  }

  /** Where a neighbour on this machine reaches the leg. */
  get boundTo(): { address: string; port: number } {
    return { address: this.#options.addresses.at(-1) ?? '127.0.0.1', port: this.#options.port };
  }

  createOffer(wish: Wish): string {
    const isSecured = this.#media ? this.#media.sdes !== null : this.#options.security === 'sdes';
    this.#offered = createOffer(this.#localMedia(wish, isSecured));
    this.#local = this.#offered;
    return formatSdp(this.#offered);
  }

  /** Once for each branch of a forked call: the offer of the INVITE stays open, the last answer counts (RFC 3264 5). */
  acceptAnswer(sdp: string): AcceptResult {
    const offered = this.#offered;
    if (!offered) throw new Error('an answer without an offer of ours');
    const answer = parseSdp(sdp);
    if (answer.kind !== 'session') return broken(answer.reason);
    const applied = applyAnswer(offered, answer);
    if (applied.kind === 'rejected') return refused(applied.reason);
    const negotiated = this.#agree(applied.negotiated, answer);
    if (!negotiated) return refused('sdes_unavailable');
    return { kind: 'ok', negotiated };
  }

  /** Keeps the far side's offer for `createAnswer`. */
  readOffer(sdp: string): OfferRead | Rejected {
    const offer = parseSdp(sdp);
    if (offer.kind !== 'session') return broken(offer.reason);
    const audio = offer.media.find((media) => media.kind === 'audio' && media.port !== 0);
    if (!audio) return refused('no_audio');
    const security = mediaSecurity(offer, audio);
    const isSpoken =
      this.#options.transport === 'webrtc' ? security === 'dtls' : security === 'none' || security === 'sdes';
    if (!isSpoken) return refused('unsupported_protocol');
    const codecs = offeredCodecs(audio);
    if (codecs.length === 0) return refused('no_common_codec');
    this.#received = withUsableKeys(offer);
    this.#remoteFormats = mediaFormats(audio);
    return { kind: 'ok', codecs, direction: effectiveDirection(offer, audio) };
  }

  createAnswer(wish: Wish): SdpResult {
    const offer = this.#received;
    if (!offer) throw new Error('an answer without a received offer');
    const isSecured = offer.media.some((line) => line.cryptos.length > 0);
    const result = answerOffer(offer, this.#localMedia(wish, isSecured));
    if (result.kind === 'rejected') return refused(result.reason);
    const negotiated = this.#agree(result.negotiated, offer);
    if (!negotiated) return refused('sdes_unavailable');
    this.#received = null;
    this.#offered = null;
    this.#local = result.answer;
    return { kind: 'ok', sdp: formatSdp(result.answer), negotiated };
  }

  /** Null: the keys can't be used; nothing changes then. */
  #agree(audio: NegotiatedAudio, remote: SessionDescription): NegotiatedMedia | null {
    const sdes = this.#sdesKeys.agreed(audio);
    if (sdes === undefined) return null;
    const line = remote.media[audio.mediaIndex];
    this.#remoteFormats = line ? mediaFormats(line) : [];
    const remoteDirection = line ? effectiveDirection(remote, line) : 'inactive';
    const isHolding = this.#hasListened && !receives(remoteDirection);
    this.#hasListened ||= receives(remoteDirection);
    this.#media = legMediaOf(audio, {
      isWebRtc: this.#options.transport === 'webrtc',
      sdes,
      hears: sends(audio.direction),
      // A far side that once listened and now does not is holding: its room is nobody's business. One that never
      // listened is an announcement.
      speaks: receives(audio.direction) && !isHolding,
    });
    return { codec: audio.codec, remoteDirection };
  }

  #localMedia(wish: Wish, isSecured: boolean): LocalMedia {
    const { addresses, port, ssrc } = this.#options;
    return {
      address: addresses[0] ?? '',
      port,
      codecs: wish.codecs,
      ...(wish.direction ? { direction: wish.direction } : {}),
      ...(wish.like ? { like: wish.like } : {}),
      ...(this.#local ? { previous: this.#local } : {}),
      ...(isSecured ? { cryptos: this.#sdesKeys.cryptos(this.#media?.sdes?.local.suite) } : {}),
      ...(this.#options.ice ? this.#webRtcLines(this.#options.ice) : {}),
      ...(this.#options.transport === 'webrtc' ? { stream: { ssrc, cname: 'carillon', streamId: 'carillon' } } : {}),
    };
  }

  #webRtcLines(ice: IceCredentials): Pick<LocalMedia, 'ice' | 'dtls'> {
    const candidates = this.#options.addresses.map((address, index) => ({
      foundation: String(index + 1),
      component: 1,
      transport: 'udp',
      // RFC 8445 5.1.2.1: host candidates, each address a little less wanted than the one before.
      priority: 126 * 2 ** 24 + (65_535 - index) * 256 + 255,
      address,
      port: this.#options.port,
      type: 'host',
      extensions: [],
    }));
    return {
      ice: { ufrag: ice.ufrag, pwd: ice.pwd, isLite: true, candidates, endOfCandidates: true },
      dtls: { fingerprint: { hash: 'sha-256', value: this.#options.fingerprint }, setup: 'passive' },
    };
  }
}

function broken(reason: string): Rejected {
  return { kind: 'rejected', status: 400, reason };
}

function refused(reason: string): Rejected {
  return { kind: 'rejected', status: reason === 'invalid_answer' ? 400 : 488, reason };
}
