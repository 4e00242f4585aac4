import type { SipHeader } from '../message.ts';
import { trimBlanks } from '../parse/characters.ts';
import { canonicalHeaderName, isKnownHeaderName } from '../parse/header-names.ts';

/** Anything with headers: a request, a response, or a draft of one. */
export type WithHeaders = { readonly headers: readonly SipHeader[] };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LEFT = 0x3c;
const RIGHT = 0x3e;

/** True when the two names mean the same header, whatever their case or compact form. */
export function isSameHeader(one: string, other: string): boolean {
  if (one === other) return true;
  return canonicalHeaderName(one).toLowerCase() === canonicalHeaderName(other).toLowerCase();
}

/** The whole value of the first line with this name, lists unsplit; undefined when there is none. */
export function headerValue(message: WithHeaders, name: string): string | undefined {
  const isWanted = nameTest(name);
  return message.headers.find((header) => isWanted(header.name))?.value;
}

/** The values of every line with this name, one entry per line. */
export function headerLineValues(message: WithHeaders, name: string): string[] {
  const isWanted = nameTest(name);
  const values: string[] = [];
  for (const header of message.headers) {
    if (isWanted(header.name)) values.push(header.value);
  }
  return values;
}

/** Known names have one spelling in a message, so only unknown ones need the case folded. */
function nameTest(name: string): (candidate: string) => boolean {
  const canonical = canonicalHeaderName(name);
  if (isKnownHeaderName(canonical)) return (candidate) => candidate === canonical;
  const lower = canonical.toLowerCase();
  return (candidate) => candidate.length === lower.length && candidate.toLowerCase() === lower;
}

/** The elements of a comma-separated header over all its lines (RFC 3261 §7.3.1), empty elements left out. */
export function headerValues(message: WithHeaders, name: string): string[] {
  return headerLineValues(message, name).flatMap((value) => splitList(value).filter((element) => element !== ''));
}

/**
 * Splits at a separator outside quotes and angle brackets; elements are trimmed, empty ones kept.
 * Only for list headers: Date, credentials and challenges hold commas that do not separate elements.
 */
export function splitList(value: string, separator = ','): string[] {
  if (!value.includes(separator)) return [trimBlanks(value)];
  const code = separator.charCodeAt(0);
  const elements: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let i = 0; i < value.length; i++) {
    const at = value.charCodeAt(i);
    if (isQuoted) {
      if (at === BACKSLASH) i++;
      else if (at === QUOTE) isQuoted = false;
    } else if (at === QUOTE && !isBracketed) isQuoted = true;
    else if (at === LEFT) isBracketed = true;
    else if (at === RIGHT) isBracketed = false;
    else if (at === code && !isBracketed) {
      elements.push(trimBlanks(value.slice(start, i)));
      start = i + 1;
    }
  }
  elements.push(trimBlanks(value.slice(start)));
  return elements;
}
