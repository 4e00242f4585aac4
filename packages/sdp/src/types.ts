/** One `a=` line that this package does not interpret, kept as received. */
export type SdpAttribute = { name: string; value?: string };

/** RFC 8866 5.2. Session id and version are digits kept as text: they may exceed 2^53. */
export type SdpOrigin = {
  username: string;
  sessionId: string;
  sessionVersion: string;
  addressType: string;
  address: string;
};

/** RFC 8866 5.7. `address` may be a name: it is never resolved here. */
export type SdpConnection = { addressType: string; address: string };

export type SdpBandwidth = { type: string; value: number };

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export type RtpMap = { payloadType: number; encoding: string; clockRate: number; channels?: number };

export type Fmtp = { format: string; parameters: string };

/** RFC 8839 5.1. `extensions` are the name/value pairs after the candidate type. */
export type IceCandidate = {
  foundation: string;
  component: number;
  transport: string;
  priority: number;
  address: string;
  port: number;
  type: string;
  extensions: [name: string, value: string][];
};

/** RFC 8122 5: `hash` in lower case ("sha-256"), `value` in upper-case hexadecimal pairs. */
export type Fingerprint = { hash: string; value: string };

/** RFC 8842 5. */
export type DtlsSetup = 'active' | 'passive' | 'actpass' | 'holdconn';

/** RFC 4568 9.1. */
export type CryptoLine = { tag: number; suite: string; keyParameters: string; sessionParameters?: string };

/** RFC 5576 4.1. */
export type SsrcLine = { ssrc: number; attribute: string; value?: string };

/** RFC 3605 2.1. */
export type RtcpAttribute = { port: number; connection?: SdpConnection };

/** What may stand at session level and at media level alike; media level wins. */
export type SharedAttributes = {
  direction?: MediaDirection;
  iceUfrag?: string;
  icePwd?: string;
  iceOptions?: string[];
  setup?: DtlsSetup;
  fingerprints: Fingerprint[];
  /** Everything not interpreted, in the order received. */
  attributes: SdpAttribute[];
};

export type SdpMedia = SharedAttributes & {
  /** "audio", "video", "image", "application"... */
  kind: string;
  /** 0 means rejected or removed (RFC 3264 6). */
  port: number;
  portCount?: number;
  protocol: string;
  /** Payload types as text for RTP, otherwise whatever the protocol uses ("t38"). */
  formats: string[];
  connection?: SdpConnection;
  bandwidths: SdpBandwidth[];
  rtpmaps: RtpMap[];
  fmtps: Fmtp[];
  /** Milliseconds of media per packet. */
  ptime?: number;
  maxptime?: number;
  rtcpMux: boolean;
  rtcp?: RtcpAttribute;
  mid?: string;
  candidates: IceCandidate[];
  endOfCandidates: boolean;
  ssrcs: SsrcLine[];
  cryptos: CryptoLine[];
  /** `i=` and `k=` lines. */
  otherLines: SdpLine[];
};

export type SdpGroup = { semantics: string; mids: string[] };

export type SdpLine = { type: string; value: string };

export type SessionDescription = SharedAttributes & {
  kind: 'session';
  origin: SdpOrigin;
  name: string;
  connection?: SdpConnection;
  bandwidths: SdpBandwidth[];
  /** `t=` lines; "0 0" for a call. */
  times: string[];
  groups: SdpGroup[];
  iceLite: boolean;
  media: SdpMedia[];
  /** `i=`, `u=`, `e=`, `p=`, `r=`, `z=`, `k=` lines. */
  otherLines: SdpLine[];
};

/** `line` counts from 1; 0 when the fault concerns the text as a whole. */
export type SdpError = { kind: 'sdp_error'; reason: string; line: number };
