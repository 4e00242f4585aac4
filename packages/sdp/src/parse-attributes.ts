import {
  parseCandidate,
  parseCrypto,
  parseFingerprint,
  parseRtcp,
  parseRtpMap,
  parseSsrc,
  parseUnsigned,
} from './parse-values.ts';
import type {
  DtlsSetup,
  MediaDirection,
  SdpAttribute,
  SdpMedia,
  SessionDescription,
  SharedAttributes,
} from './types.ts';

const directions: ReadonlySet<string> = new Set(['sendrecv', 'sendonly', 'recvonly', 'inactive']);
const setups: ReadonlySet<string> = new Set(['active', 'passive', 'actpass', 'holdconn']);

/** Interprets one session-level attribute; what is unknown or malformed is kept as text. */
export function applySessionAttribute(session: SessionDescription, attribute: SdpAttribute): void {
  if (applyShared(session, attribute)) return;
  if (attribute.name === 'ice-lite') session.iceLite = true;
  else if (attribute.name === 'group' && attribute.value !== undefined) {
    const [semantics, ...mids] = attribute.value.trim().split(/ +/);
    session.groups.push({ semantics: semantics ?? '', mids });
  } else session.attributes.push(attribute);
}

/** Interprets one media-level attribute; what is unknown or malformed is kept as text. */
export function applyMediaAttribute(media: SdpMedia, attribute: SdpAttribute): void {
  if (applyShared(media, attribute)) return;
  if (applyFlag(media, attribute)) return;
  if (attribute.value !== undefined && applyMediaValue(media, attribute.name, attribute.value)) return;
  media.attributes.push(attribute);
}

function applyShared(scope: SharedAttributes, { name, value }: SdpAttribute): boolean {
  if (value === undefined) return applyDirection(scope, name);
  switch (name) {
    case 'ice-ufrag':
      scope.iceUfrag = value.trim();
      return true;
    case 'ice-pwd':
      scope.icePwd = value.trim();
      return true;
    case 'ice-options':
      scope.iceOptions = value.trim().split(/ +/);
      return true;
    case 'setup':
      if (!setups.has(value.trim())) return false;
      scope.setup = value.trim() as DtlsSetup;
      return true;
    case 'fingerprint':
      return pushParsed(scope.fingerprints, parseFingerprint(value));
    default:
      return false;
  }
}

function applyDirection(scope: SharedAttributes, name: string): boolean {
  if (!directions.has(name)) return false;
  scope.direction = name as MediaDirection;
  return true;
}

function applyFlag(media: SdpMedia, { name, value }: SdpAttribute): boolean {
  if (value !== undefined) return false;
  if (name === 'rtcp-mux') media.rtcpMux = true;
  else if (name === 'end-of-candidates') media.endOfCandidates = true;
  else return false;
  return true;
}

function applyMediaValue(media: SdpMedia, name: string, value: string): boolean {
  switch (name) {
    case 'rtpmap':
      return pushParsed(media.rtpmaps, parseRtpMap(value));
    case 'fmtp':
      return applyFmtp(media, value);
    case 'candidate':
      return pushParsed(media.candidates, parseCandidate(value));
    case 'ssrc':
      return pushParsed(media.ssrcs, parseSsrc(value));
    case 'crypto':
      return pushParsed(media.cryptos, parseCrypto(value));
    case 'mid':
      media.mid = value.trim();
      return true;
    case 'ptime':
    case 'maxptime':
      return applyPacketTime(media, name, value);
    case 'rtcp':
      return applyRtcp(media, value);
    default:
      return false;
  }
}

function applyFmtp(media: SdpMedia, value: string): boolean {
  const match = /^(\S+) +(.*)$/.exec(value);
  if (!match) return false;
  media.fmtps.push({ format: match[1] ?? '', parameters: match[2] ?? '' });
  return true;
}

function applyPacketTime(media: SdpMedia, name: 'ptime' | 'maxptime', value: string): boolean {
  // Some phones write "20.0"; the fraction carries nothing.
  const milliseconds = parseUnsigned(value.trim().replace(/\.0+$/, ''));
  if (milliseconds === undefined || milliseconds === 0) return false;
  media[name] = milliseconds;
  return true;
}

function applyRtcp(media: SdpMedia, value: string): boolean {
  const rtcp = parseRtcp(value);
  if (!rtcp) return false;
  media.rtcp = rtcp;
  return true;
}

function pushParsed<Item>(list: Item[], item: Item | undefined): boolean {
  if (item === undefined) return false;
  list.push(item);
  return true;
}
