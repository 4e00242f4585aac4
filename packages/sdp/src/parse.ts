import { applyMediaAttribute, applySessionAttribute } from './parse-attributes.ts';
import { isPort, parseConnection, parseUnsigned } from './parse-values.ts';
import type { SdpAttribute, SdpBandwidth, SdpError, SdpMedia, SdpOrigin, SessionDescription } from './types.ts';

/** Larger texts are refused unread: a browser's offer with video is about 8,000 characters. */
const maxCharacters = 65_536;
const maxLines = 2_000;
const maxMedia = 64;

type ParseState = { session: SessionDescription; media: SdpMedia | undefined; hasOrigin: boolean };

/** Reads a session description (RFC 8866). Tolerates bare LF and missing `s=`/`t=`; never throws. */
export function parseSdp(text: string): SessionDescription | SdpError {
  if (text.length > maxCharacters) return fault('description is too long', 0);
  if (text.includes('\0')) return fault('description contains a NUL character', 0);
  const lines = text.split(/\r\n|\n|\r/, maxLines + 1);
  if (lines.length > maxLines) return fault('description has too many lines', 0);
  if (lines[0]?.trim() !== 'v=0') return fault('description does not start with v=0', 1);
  return parseLines(lines);
}

function parseLines(lines: string[]): SessionDescription | SdpError {
  const state: ParseState = { session: emptySession(), media: undefined, hasOrigin: false };
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const problem = line[1] === '=' ? applyLine(state, line[0] ?? '', line.slice(2).trimEnd()) : 'line is not x=value';
    if (problem !== undefined) return fault(problem, index + 1);
  }
  if (!state.hasOrigin) return fault('origin line is missing', 0);
  if (state.session.times.length === 0) state.session.times.push('0 0');
  return state.session;
}

/** Applies one line; gives the reason when it cannot be accepted. */
function applyLine(state: ParseState, type: string, value: string): string | undefined {
  const scope = state.media ?? state.session;
  switch (type) {
    case 'm':
      return applyMediaLine(state, value);
    case 'a':
      return applyAttributeLine(state, value);
    case 'c': {
      const connection = parseConnection(value);
      if (!connection) return 'connection line is malformed';
      scope.connection = connection;
      return undefined;
    }
    case 'b': {
      const bandwidth = parseBandwidth(value);
      if (bandwidth) scope.bandwidths.push(bandwidth);
      return undefined;
    }
    case 'o':
      return applyOrigin(state, value);
    case 's':
      state.session.name = value;
      return undefined;
    case 't':
      state.session.times.push(value);
      return undefined;
    default:
      return applyOtherLine(state, type, value);
  }
}

function applyOtherLine(state: ParseState, type: string, value: string): string | undefined {
  const known = state.media ? 'ik' : 'iueprzk';
  // RFC 8866 5: a parser must ignore a type letter it does not know.
  if (known.includes(type)) (state.media ?? state.session).otherLines.push({ type, value });
  return type === 'v' ? 'second v= line' : undefined;
}

function applyOrigin(state: ParseState, value: string): string | undefined {
  const origin = parseOrigin(value);
  if (!origin || state.hasOrigin) return 'origin line is malformed or repeated';
  state.session.origin = origin;
  state.hasOrigin = true;
  return undefined;
}

function applyAttributeLine(state: ParseState, value: string): string | undefined {
  const colon = value.indexOf(':');
  const attribute: SdpAttribute =
    colon < 0 ? { name: value } : { name: value.slice(0, colon), value: value.slice(colon + 1) };
  if (attribute.name === '') return undefined;
  if (state.media) applyMediaAttribute(state.media, attribute);
  else applySessionAttribute(state.session, attribute);
  return undefined;
}

function applyMediaLine(state: ParseState, value: string): string | undefined {
  if (state.session.media.length >= maxMedia) return 'description has too many media lines';
  const media = parseMediaLine(value);
  if (!media) return 'media line is malformed';
  state.session.media.push(media);
  state.media = media;
  return undefined;
}

function parseMediaLine(value: string): SdpMedia | undefined {
  const [kind, portText, protocol, ...formats] = value.split(/ +/);
  const [port, portCount] = (portText ?? '').split('/').map(parseUnsigned);
  if (!kind || !protocol || formats.length === 0 || port === undefined || !isPort(port)) return undefined;
  return { ...emptyMedia(kind, port, protocol), formats, ...(portCount === undefined ? {} : { portCount }) };
}

/** A media section without attributes. */
export function emptyMedia(kind: string, port: number, protocol: string): SdpMedia {
  return {
    kind,
    port,
    protocol,
    formats: [],
    bandwidths: [],
    rtpmaps: [],
    fmtps: [],
    rtcpMux: false,
    candidates: [],
    endOfCandidates: false,
    fingerprints: [],
    ssrcs: [],
    cryptos: [],
    attributes: [],
    otherLines: [],
  };
}

/** A description with no media and an origin to be filled in. */
export function emptySession(): SessionDescription {
  return {
    kind: 'session',
    origin: { username: '-', sessionId: '0', sessionVersion: '0', addressType: 'IP4', address: '0.0.0.0' },
    name: '-',
    bandwidths: [],
    times: [],
    groups: [],
    iceLite: false,
    fingerprints: [],
    attributes: [],
    media: [],
    otherLines: [],
  };
}

function parseOrigin(value: string): SdpOrigin | undefined {
  const [username, sessionId, sessionVersion, netType, addressType, address] = value.split(/ +/);
  if (!username || !sessionId || !sessionVersion || netType !== 'IN' || !addressType || !address) return undefined;
  if (!/^\d{1,40}$/.test(sessionId) || !/^\d{1,40}$/.test(sessionVersion)) return undefined;
  return { username, sessionId, sessionVersion, addressType, address };
}

function parseBandwidth(value: string): SdpBandwidth | undefined {
  const [type, amount] = value.split(':');
  const parsed = parseUnsigned(amount ?? '');
  return type && parsed !== undefined ? { type, value: parsed } : undefined;
}

function fault(reason: string, line: number): SdpError {
  return { kind: 'sdp_error', reason, line };
}
