import { isToken } from './characters.ts';
import type { ParseLimits } from './limits.ts';

/** The first line of a message, read; `fault` carries what is wrong with a line that could still be answered. */
export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly fault?: StartLineFault }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }
  | { readonly kind: 'bad'; readonly fault: StartLineFault };

export type StartLineFault = { readonly code: string; readonly offset: number; readonly status?: number };

const SIP_VERSION = /^SIP\/2\.0$/i;
const ANY_SIP_VERSION = /^SIP\/\d+\.\d+$/i;
/** RFC 3261 §25.1 absoluteURI: a scheme, a colon, and no blank, control, quote or angle bracket. */
const REQUEST_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"\x00-\x20\x7f]+$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/is;

/** Reads a Request-Line or Status-Line without its CRLF (RFC 3261 §7.1, §7.2): exactly one SP between the parts. */
export function readStartLine(line: string, limits: ParseLimits): StartLine {
  return looksLikeResponse(line) ? readStatusLine(line) : readRequestLine(line, limits);
}

function looksLikeResponse(line: string): boolean {
  return /^SIP\/\d/i.test(line);
}

function readStatusLine(line: string): StartLine {
  const match = STATUS_LINE.exec(line);
  if (match === null) return bad('status_line_malformed', 0);
  return { kind: 'response', status: Number(match[1]), reason: match[2] ?? '' };
}

function readRequestLine(line: string, limits: ParseLimits): StartLine {
  const methodEnd = line.indexOf(' ');
  if (methodEnd < 1) return bad('request_line_malformed', 0);
  const method = line.slice(0, methodEnd);
  if (!isToken(method)) return bad('method_malformed', 0);
  const rest = line.slice(methodEnd + 1);
  let end = rest.length;
  while (rest.charCodeAt(end - 1) === 0x20) end--;
  const versionAt = rest.lastIndexOf(' ', end - 1);
  if (end === 0 || versionAt < 0) return bad('request_line_malformed', methodEnd);
  const uri = rest.slice(0, versionAt);
  const fault = requestLineFault(uri, rest.slice(versionAt + 1), methodEnd + 1, limits);
  return fault === undefined ? { kind: 'request', method, uri } : { kind: 'request', method, uri, fault };
}

function requestLineFault(
  uri: string,
  version: string,
  uriOffset: number,
  limits: ParseLimits,
): StartLineFault | undefined {
  const versionOffset = uriOffset + uri.length + 1;
  if (uri.length > limits.uriBytes) return { code: 'request_uri_too_long', offset: uriOffset, status: 414 };
  if (!REQUEST_URI.test(uri)) return { code: 'request_uri_malformed', offset: uriOffset };
  if (SIP_VERSION.test(version)) return undefined;
  if (ANY_SIP_VERSION.test(version)) return { code: 'version_unsupported', offset: versionOffset, status: 505 };
  return { code: 'request_line_malformed', offset: versionOffset };
}

function bad(code: string, offset: number): StartLine {
  return { kind: 'bad', fault: { code, offset } };
}
