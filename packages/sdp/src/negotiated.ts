import type { CodecName } from './codecs.ts';
import type { MediaSecurity } from './protocol.ts';
import type { CryptoLine, DtlsSetup, Fingerprint, IceCandidate, MediaDirection, SessionDescription } from './types.ts';

/** Payload types of one codec: send with `send`, expect `receive`. */
export type PayloadTypes = { send: number; receive: number };

export type NegotiatedTelephoneEvent = PayloadTypes & { clockRate: number };

export type RemoteIce = {
  ufrag: string;
  pwd: string;
  isLite: boolean;
  options: string[];
  candidates: IceCandidate[];
  endOfCandidates: boolean;
};

/** `localRole` is who we are in the handshake: the active side is the client (RFC 8842 5.5). */
export type NegotiatedDtls = { fingerprints: Fingerprint[]; remoteSetup: DtlsSetup; localRole: 'client' | 'server' };

/** Our key line for what we send, theirs for what they send (RFC 4568 5.1). */
export type NegotiatedSdes = { local: CryptoLine; remote: CryptoLine };

/** Everything the media side needs about one agreed audio stream. */
export type NegotiatedAudio = {
  /** Index of the m-line in both descriptions. */
  mediaIndex: number;
  mid?: string;
  codec: CodecName;
  /** RTP timestamp rate of the codec. */
  clockRate: number;
  payloadTypes: PayloadTypes;
  /** The peer's fmtp for the codec: limits on what we send. */
  remoteParameters?: string;
  /** One entry per agreed clock rate, the codec's own rate first. Empty: digits only in band. */
  telephoneEvents: NegotiatedTelephoneEvent[];
  remoteAddress: string;
  remotePort: number;
  remoteRtcpPort: number;
  rtcpMux: boolean;
  /** Ours: `recvonly` means that we must not send. */
  direction: MediaDirection;
  /** The peer does not listen: it holds us, or answered our hold. */
  isRemoteHolding: boolean;
  /** Milliseconds of audio per packet that we should send. */
  ptime: number;
  security: MediaSecurity;
  ice?: RemoteIce;
  dtls?: NegotiatedDtls;
  sdes?: NegotiatedSdes;
};

/**
 * `no_audio`: no active audio line. `no_common_codec`, `unsupported_protocol`, `dtls_unavailable`, `sdes_unavailable`:
 * the line can't be taken (488). `invalid_answer`: the answer breaks RFC 3264.
 */
export type RejectionReason =
  | 'no_audio'
  | 'no_common_codec'
  | 'unsupported_protocol'
  | 'dtls_unavailable'
  | 'sdes_unavailable'
  | 'no_address'
  | 'invalid_answer';

export type Rejection = { kind: 'rejected'; reason: RejectionReason };

export type AnswerResult = { kind: 'answered'; answer: SessionDescription; negotiated: NegotiatedAudio } | Rejection;

export type AppliedAnswer = { kind: 'negotiated'; negotiated: NegotiatedAudio } | Rejection;
