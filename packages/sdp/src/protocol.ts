import type { SdpMedia, SessionDescription } from './types.ts';

/** How the packets of a media line are secured. */
export type MediaSecurity = 'none' | 'sdes' | 'dtls';

const rtpProtocols: ReadonlySet<string> = new Set([
  'RTP/AVP',
  'RTP/AVPF',
  'RTP/SAVP',
  'RTP/SAVPF',
  'UDP/TLS/RTP/SAVP',
  'UDP/TLS/RTP/SAVPF',
]);

/** Undefined for a protocol that does not carry RTP over UDP. */
export function mediaSecurity(session: SessionDescription, media: SdpMedia): MediaSecurity | undefined {
  const protocol = media.protocol.toUpperCase();
  if (!rtpProtocols.has(protocol)) return undefined;
  if (protocol.startsWith('UDP/TLS/')) return 'dtls';
  if (protocol.startsWith('RTP/SAVP')) return hasFingerprint(session, media) ? 'dtls' : 'sdes';
  return 'none';
}

export function isIceMedia(session: SessionDescription, media: SdpMedia): boolean {
  return (media.iceUfrag ?? session.iceUfrag) !== undefined;
}

function hasFingerprint(session: SessionDescription, media: SdpMedia): boolean {
  return media.fingerprints.length > 0 || session.fingerprints.length > 0;
}
