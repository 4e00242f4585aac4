import { isToken } from '../parse/characters.ts';
import { MAX_CSEQ, MAX_SECONDS, parseDecimal } from '../parse/decimal.ts';
import { parseParams, type Params } from './params.ts';
import { headerValue, headerValues, type WithHeaders } from './values.ts';

/** CSeq (RFC 3261 §20.16); also the second half of RAck. */
export type CSeq = { readonly number: number; readonly method: string };

/** Reads CSeq; undefined when absent, malformed, or not below 2^31. */
export function readCSeq(message: WithHeaders): CSeq | undefined {
  const value = headerValue(message, 'CSeq');
  return value === undefined ? undefined : parseCSeq(value);
}

export function parseCSeq(value: string): CSeq | undefined {
  const match = /^(\d+)[ \t]+([^ \t]+)$/.exec(value);
  if (match === null || !isToken(match[2]!)) return undefined;
  const number = parseDecimal(match[1]!, MAX_CSEQ);
  return number === undefined ? undefined : { number, method: match[2]! };
}

export function formatCSeq({ number, method }: CSeq): string {
  return `${number} ${method}`;
}

/** Max-Forwards, 0-255 (RFC 3261 §20.22); undefined when absent or malformed. */
export function readMaxForwards(message: WithHeaders): number | undefined {
  return readNumber(message, 'Max-Forwards', 255);
}

/**
 * Seconds of Expires, Min-Expires or Min-SE; undefined when absent or malformed. A value beyond 2^32-1 counts as
 * malformed, which RFC 3261 §20.19 treats as the default.
 */
export function readSeconds(message: WithHeaders, name: 'Expires' | 'Min-Expires'): number | undefined {
  return readNumber(message, name, MAX_SECONDS);
}

/** RSeq, 1 to 2^32-1 (RFC 3262 §7.1). */
export function readRSeq(message: WithHeaders): number | undefined {
  const number = readNumber(message, 'RSeq', MAX_SECONDS);
  return number === 0 ? undefined : number;
}

/** RAck (RFC 3262 §7.2): the RSeq and CSeq of the reliable provisional response that a PRACK acknowledges. */
export type RAck = { readonly responseNumber: number; readonly cseq: CSeq };

export function readRAck(message: WithHeaders): RAck | undefined {
  const match = /^(\d+)[ \t]+(.+)$/.exec(headerValue(message, 'RAck') ?? '');
  if (match === null) return undefined;
  const responseNumber = parseDecimal(match[1]!, MAX_SECONDS);
  const cseq = parseCSeq(match[2]!);
  return responseNumber === undefined || cseq === undefined ? undefined : { responseNumber, cseq };
}

export function formatRAck({ responseNumber, cseq }: RAck): string {
  return `${responseNumber} ${formatCSeq(cseq)}`;
}

function readNumber(message: WithHeaders, name: string, max: number): number | undefined {
  const value = headerValue(message, name);
  return value === undefined ? undefined : parseDecimal(value, max);
}

/** Retry-After (RFC 3261 §20.33). */
export type RetryAfter = { readonly seconds: number; readonly params: Params };

export function readRetryAfter(message: WithHeaders): RetryAfter | undefined {
  const match = /^(\d+)[ \t]*(?:\([^()]*\)[ \t]*)?(;.*)?$/.exec(headerValue(message, 'Retry-After') ?? '');
  if (match === null) return undefined;
  const seconds = parseDecimal(match[1]!, MAX_SECONDS);
  const params = parseParams(match[2] ?? '');
  return seconds === undefined || params === undefined ? undefined : { seconds, params };
}

/** Headers that are lists of tokens. */
export type TokenListHeader =
  | 'Allow'
  | 'Allow-Events'
  | 'Supported'
  | 'Require'
  | 'Proxy-Require'
  | 'Unsupported'
  | 'Content-Encoding';

/** The tokens of a list header over all its lines; what is no token is left out. */
export function readTokens(message: WithHeaders, name: TokenListHeader): string[] {
  return headerValues(message, name).filter(isToken);
}

/** True when an option tag is in Supported or Require (RFC 3261 §19.2), without case. */
export function hasOption(message: WithHeaders, name: 'Supported' | 'Require', option: string): boolean {
  const lower = option.toLowerCase();
  return readTokens(message, name).some((token) => token.toLowerCase() === lower);
}

/** Privacy values (RFC 3323 §4.2, RFC 3325 §9.3): `id`, `user`, `header`, `none`, …, in lower case. */
export function readPrivacy(message: WithHeaders): string[] {
  return headerValues(message, 'Privacy')
    .flatMap((value) => value.split(';'))
    .map((value) => value.trim().toLowerCase())
    .filter(isToken);
}
