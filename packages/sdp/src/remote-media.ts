import { mediaConnection } from './direction.ts';
import type { NegotiatedDtls, RemoteIce } from './negotiated.ts';
import type { DtlsSetup, SdpMedia, SessionDescription } from './types.ts';

/** The peer's ICE lines, media level first. */
export function remoteIce(session: SessionDescription, media: SdpMedia): RemoteIce | undefined {
  const ufrag = media.iceUfrag ?? session.iceUfrag;
  const pwd = media.icePwd ?? session.icePwd;
  if (ufrag === undefined || pwd === undefined) return undefined;
  return {
    ufrag,
    pwd,
    isLite: session.iceLite,
    options: media.iceOptions ?? session.iceOptions ?? [],
    candidates: media.candidates,
    endOfCandidates: media.endOfCandidates,
  };
}

/** The peer's DTLS lines and our part in the handshake. */
export function remoteDtls(
  session: SessionDescription,
  media: SdpMedia,
  localSetup: DtlsSetup,
): NegotiatedDtls | undefined {
  const fingerprints = media.fingerprints.length > 0 ? media.fingerprints : session.fingerprints;
  if (fingerprints.length === 0) return undefined;
  const remoteSetup = media.setup ?? session.setup ?? 'actpass';
  const isClient = localSetup === 'actpass' ? remoteSetup === 'passive' : localSetup === 'active';
  return { fingerprints, remoteSetup, localRole: isClient ? 'client' : 'server' };
}

export type RemoteTransport = {
  remoteAddress: string;
  remotePort: number;
  remoteRtcpPort: number;
};

/** Undefined when neither level says where to send. `port + 1` is the RTCP port unless stated (RFC 3605). */
export function remoteTransport(
  session: SessionDescription,
  media: SdpMedia,
  rtcpMux: boolean,
): RemoteTransport | undefined {
  const connection = mediaConnection(session, media);
  if (!connection) return undefined;
  const remoteRtcpPort = rtcpMux ? media.port : (media.rtcp?.port ?? media.port + 1);
  return { remoteAddress: connection.address, remotePort: media.port, remoteRtcpPort };
}
