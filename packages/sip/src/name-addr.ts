import { formatParams, parseParams, skipBlanks, type Params } from './headers/params.ts';
import { quote, quotedEnd, unquote } from './headers/quoted.ts';
import { isToken, trimBlanks } from './parse/characters.ts';
import { remembered } from './parse/remembered.ts';

/**
 * The value of From, To, Contact, Route and their like (RFC 3261 §20.10): an address with an optional name and the
 * header's own parameters. `uri` is as received; parse it with `parseUri`.
 */
export type NameAddr = { readonly displayName?: string; readonly uri: string; readonly params: Params };

const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"\x00-\x20\x7f]+$/;

/**
 * Parses `"Name" <uri>;params` or `uri;params`; undefined when malformed. Without brackets, parameters belong to the
 * header and the URI may hold neither `?` nor `,` (§20.10). An unquoted display name may hold more than tokens, as long
 * as it is unambiguous: phones write `Dr. Bell <sip:…>` (RFC 4475 §3.1.2.15 leaves the choice).
 */
export const parseNameAddr = remembered(readNameAddr);

function readNameAddr(text: string): NameAddr | undefined {
  const start = skipBlanks(text, 0);
  if (text.charCodeAt(start) === 0x22) return parseQuotedName(text, start);
  const left = text.indexOf('<', start);
  if (left < 0) return parseAddrSpec(text, start);
  const name = trimBlanks(text.slice(start, left));
  // A quote or semicolon before the bracket means that this is not a display name.
  if (/[";>]/.test(name)) return undefined;
  return parseBracketed(text, left, name === '' ? undefined : name);
}

function parseQuotedName(text: string, start: number): NameAddr | undefined {
  const end = quotedEnd(text, start);
  if (end < 0) return undefined;
  const left = skipBlanks(text, end);
  if (text.charCodeAt(left) !== 0x3c) return undefined;
  return parseBracketed(text, left, unquote(text.slice(start, end)));
}

function parseBracketed(text: string, left: number, displayName: string | undefined): NameAddr | undefined {
  const right = text.indexOf('>', left);
  if (right < 0) return undefined;
  const uri = text.slice(left + 1, right);
  const params = parseParams(text, right + 1);
  if (params === undefined || !ABSOLUTE_URI.test(uri)) return undefined;
  return displayName === undefined ? { uri, params } : { displayName, uri, params };
}

function parseAddrSpec(text: string, start: number): NameAddr | undefined {
  const semicolon = text.indexOf(';', start);
  const end = semicolon < 0 ? text.length : semicolon;
  const uri = trimBlanks(text.slice(start, end));
  const params = parseParams(text, end);
  if (params === undefined || !ABSOLUTE_URI.test(uri) || /[?,]/.test(uri)) return undefined;
  return { uri, params };
}

/** Writes an address, always in brackets; the name is quoted unless it is tokens. */
export function formatNameAddr({ displayName, uri, params }: NameAddr): string {
  if (!ABSOLUTE_URI.test(uri)) throw new Error('SIP address holds a malformed URI');
  const name = displayName === undefined ? '' : `${formatDisplayName(displayName)} `;
  return `${name}<${uri}>${formatParams(params)}`;
}

function formatDisplayName(name: string): string {
  return isToken(name) ? name : quote(name);
}
