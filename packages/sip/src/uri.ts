import { remembered } from './parse/remembered.ts';
import type { Params } from './headers/params.ts';
import { formatHostPort, parseHostPort } from './host-port.ts';
import { escapeParam, escapePassword, escapeUriHeader, escapeUser, unescapeUri } from './uri-escape.ts';

/** A `sip:` or `sips:` URI (RFC 3261 §19.1). All texts are unescaped; IPv6 hosts are without brackets. */
export type SipUri = {
  readonly kind: 'sip';
  readonly scheme: 'sip' | 'sips';
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  /** Only when written; the default depends on the transport. */
  readonly port?: number;
  readonly params: Params;
  /** What stands after `?`, in order: header lines to add to a request made from this URI. */
  readonly headers: readonly UriHeader[];
};
export type UriHeader = { readonly name: string; readonly value: string };

/** A `tel:` URI (RFC 3966); `number` is without visual separators and starts with `+` when global. */
export type TelUri = { readonly kind: 'tel'; readonly number: string; readonly params: Params };

/** Any other absolute URI: kept whole, not understood. `scheme` is in lower case. */
export type OtherUri = { readonly kind: 'other'; readonly scheme: string; readonly text: string };

export type Uri = SipUri | TelUri | OtherUri;

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const FORBIDDEN = /[\s<>"\x00-\x20\x7f]/;

/** Parses a URI of any scheme; undefined when malformed. Never throws. */
export const parseUri = remembered(readUri);

function readUri(text: string): Uri | undefined {
  const match = SCHEME.exec(text);
  if (match === null || FORBIDDEN.test(text)) return undefined;
  const scheme = match[1]!.toLowerCase();
  const rest = text.slice(match[0].length);
  if (rest === '') return undefined;
  if (scheme === 'sip' || scheme === 'sips') return parseSip(scheme, rest);
  if (scheme === 'tel') return parseTel(rest);
  return { kind: 'other', scheme, text };
}

/** Parses a URI and keeps it only when it is `sip:` or `sips:`. */
export function parseSipUri(text: string): SipUri | undefined {
  const uri = parseUri(text);
  return uri?.kind === 'sip' ? uri : undefined;
}

function parseSip(scheme: 'sip' | 'sips', rest: string): SipUri | undefined {
  // The first @: `;`, `?` and `/` may stand in the user part, so it is found before anything else.
  const at = rest.indexOf('@');
  const login = at < 0 ? {} : parseLogin(rest.slice(0, at));
  const [address, query] = cut(rest.slice(at + 1), '?');
  const [hostPort, params] = cut(address, ';');
  const place = parseHostPort(hostPort);
  const readParams = params === undefined ? [] : parseUriParams(params);
  const headers = query === undefined ? [] : parseUriHeaders(query);
  if (login === undefined || place === undefined || readParams === undefined || headers === undefined) return undefined;
  return { kind: 'sip', scheme, ...login, ...place, params: readParams, headers };
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function parseLogin(text: string): { user: string; password?: string } | undefined {
  const [rawUser, rawPassword] = cut(text, ':');
  const user = unescapeUri(rawUser);
  if (user === undefined || user === '') return undefined;
  if (rawPassword === undefined) return { user };
  const password = unescapeUri(rawPassword);
  return password === undefined ? undefined : { user, password };
}

/** Reads `name=value;name`; empty parameters and repeated names are malformed (RFC 3261 §19.1.1). */
function parseUriParams(text: string): Params | undefined {
  const params: { name: string; value?: string }[] = [];
  const seen = new Set<string>();
  for (const part of text.split(';')) {
    const [rawName, rawValue] = cut(part, '=');
    const name = unescapeUri(rawName);
    const value = rawValue === undefined ? undefined : unescapeUri(rawValue);
    if (name === undefined || name === '' || (rawValue !== undefined && (value ?? '') === '')) return undefined;
    const key = name.toLowerCase();
    if (seen.has(key)) return undefined;
    seen.add(key);
    params.push(value === undefined ? { name } : { name, value });
  }
  return params;
}

function parseUriHeaders(text: string): UriHeader[] | undefined {
  const headers: UriHeader[] = [];
  for (const part of text.split('&')) {
    const [rawName, rawValue] = cut(part, '=');
    const name = unescapeUri(rawName);
    const value = unescapeUri(rawValue ?? '');
    if (rawValue === undefined || name === undefined || name === '' || value === undefined) return undefined;
    headers.push({ name, value });
  }
  return headers;
}

function parseTel(rest: string): TelUri | undefined {
  const [written, rawParams] = cut(rest, ';');
  const number = written.replace(/[-.()]/g, '');
  if (!/^(?:\+\d+|[0-9A-Fa-f*#]+)$/.test(number)) return undefined;
  const params = rawParams === undefined ? [] : parseUriParams(rawParams);
  return params === undefined ? undefined : { kind: 'tel', number, params };
}

/** Writes a URI, escaping what its grammar does not allow; nothing in a part can break out of it. */
export function formatUri(uri: Uri): string {
  if (uri.kind === 'other') return uri.text;
  if (uri.kind === 'tel') return `tel:${uri.number}${formatUriParams(uri.params)}`;
  const password = uri.password === undefined ? '' : `:${escapePassword(uri.password)}`;
  const login = uri.user === undefined ? '' : `${escapeUser(uri.user)}${password}@`;
  const query = uri.headers.map(({ name, value }) => `${escapeUriHeader(name)}=${escapeUriHeader(value)}`).join('&');
  const address = `${uri.scheme}:${login}${formatHostPort(uri)}${formatUriParams(uri.params)}`;
  return query === '' ? address : `${address}?${query}`;
}

function formatUriParams(params: Params): string {
  let text = '';
  for (const { name, value } of params) {
    text += value === undefined ? `;${escapeParam(name)}` : `;${escapeParam(name)}=${escapeParam(value)}`;
  }
  return text;
}
