import {
  codecDefinitions,
  effectiveDirection,
  formatSdp,
  isCodec,
  isTelephoneEvent,
  mediaFormats,
  mediaSecurity,
  parseSdp,
} from '@carillon/sdp';
import type { SdpMedia, SessionDescription } from '@carillon/sdp';
import type { CodecName, LegTransport } from '../../ports/media-plane.ts';
import type { Rejected } from '../leg-description.ts';

/**
 * The far side's description as the engine may see it: parsed and written again, so that only well-formed text gets
 * there, and with one stream of sound at most, so that nobody makes it open ports for sixty of them. The hold of RFC
 * 2543 (address 0.0.0.0) becomes a direction, because the engine puts its own address in its place.
 */
export function farDescription(sdp: string, transport: LegTransport): { kind: 'ok'; sdp: string } | Rejected {
  const session = parseSdp(sdp);
  if (session.kind !== 'session') return { kind: 'rejected', status: 400, reason: session.reason };
  const audio = session.media.find((media) => media.kind === 'audio' && media.port !== 0);
  if (!audio) return { kind: 'rejected', status: 488, reason: 'no_audio' };
  const security = mediaSecurity(session, audio);
  const isSpoken = transport === 'webrtc' ? security === 'dtls' : security === 'none' || security === 'sdes';
  if (!isSpoken) return { kind: 'rejected', status: 488, reason: 'unsupported_protocol' };
  const direction = effectiveDirection(session, audio);
  const media = session.media.map((line) => (line === audio ? { ...audio, direction } : { ...line, port: 0 }));
  return { kind: 'ok', sdp: formatSdp({ ...session, media }) };
}

/** Keys in the description (RFC 4568)? */
export function isSecured(sdp: string): boolean {
  const session = parse(sdp);
  return session.media.some((line) => line.port !== 0 && mediaSecurity(session, line) === 'sdes');
}

/**
 * A description that was agreed, with the sound of one codec and its digits only, listening and speaking. To a browser's
 * offer the engine always was the active side of DTLS, and must stay it when parties are joined anew.
 */
export function agreedDescription(sdp: string, codec: CodecName): string {
  const session = parse(sdp);
  const media = session.media.map((line) => {
    if (line.kind !== 'audio' || line.port === 0) return line;
    const role = line.setup ?? session.setup;
    const setup = role ? { setup: role === 'actpass' ? ('passive' as const) : role } : {};
    return { ...onlyCodec(line, codec), ...setup, direction: 'sendrecv' as const };
  });
  const { setup: _, ...rest } = session;
  return formatSdp({ ...rest, media });
}

function onlyCodec(media: SdpMedia, codec: CodecName): SdpMedia {
  const kept = mediaFormats(media).filter((map) => isCodec(map, codec) || isTelephoneEvent(map));
  const formats = kept.map((map) => String(map.payloadType));
  return {
    ...media,
    formats,
    rtpmaps: media.rtpmaps.filter((map) => formats.includes(String(map.payloadType))),
    fmtps: media.fmtps.filter((fmtp) => formats.includes(fmtp.format)),
  };
}

/** A description of our own legs, under the address by which this engine reaches us. */
export function nearDescription(sdp: string, address: string): string {
  const session = parse(sdp);
  const connection = { addressType: address.includes(':') ? 'IP6' : 'IP4', address };
  const media = session.media.map(({ connection: _, ...line }) => line);
  return formatSdp({ ...session, connection, media });
}

/** As the engine names a codec. */
export function engineCodec(codec: CodecName): string {
  const { encoding, clockRate, channels } = codecDefinitions[codec];
  return `${encoding}/${clockRate}${channels > 1 ? `/${channels}` : ''}`;
}

/** Text that was ours, or that was parsed before. */
function parse(sdp: string): SessionDescription {
  const session = parseSdp(sdp);
  if (session.kind !== 'session') throw new Error(`a description that was read before is broken: ${session.reason}`);
  return session;
}
