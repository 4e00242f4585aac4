import type { SipHeader } from '../message.ts';
import { canonicalHeaderName } from '../parse/header-names.ts';
import { isSameHeader, type WithHeaders } from './values.ts';

/**
 * The message with this header once: the first line of that name gets the value in its place, further ones go, and
 * without any the header is appended.
 */
export function withHeader<M extends WithHeaders>(message: M, name: string, value: string): M {
  const header = { name: canonicalHeaderName(name), value };
  const headers: SipHeader[] = [];
  let isPlaced = false;
  for (const present of message.headers) {
    if (!isSameHeader(present.name, name)) headers.push(present);
    else if (!isPlaced) {
      headers.push(header);
      isPlaced = true;
    }
  }
  if (!isPlaced) headers.push(header);
  return { ...message, headers };
}

/** The message without any line of this name. */
export function withoutHeader<M extends WithHeaders>(message: M, name: string): M {
  return { ...message, headers: message.headers.filter((header) => !isSameHeader(header.name, name)) };
}

/** Adds a line before all others: what a new Via, Route or Record-Route needs. */
export function prependHeader<M extends WithHeaders>(message: M, name: string, value: string): M {
  return { ...message, headers: [{ name: canonicalHeaderName(name), value }, ...message.headers] };
}

/** Adds a line after all others. */
export function appendHeader<M extends WithHeaders>(message: M, name: string, value: string): M {
  return { ...message, headers: [...message.headers, { name: canonicalHeaderName(name), value }] };
}
