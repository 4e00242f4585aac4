import type { SipHeader, SipMessage, SipParseError, SipRequest } from '../message.ts';
import { parseDecimal } from './decimal.ts';
import { readHead, type MessageHead } from './head.ts';
import { parseLimits, type ParseLimits } from './limits.ts';
import type { StartLineFault } from './start-line.ts';

const NO_BODY = new Uint8Array(0);
/** RFC 3261 §8.2.6: what a response copies from its request. */
const ANSWER_HEADERS = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];

/**
 * Parses one datagram or one WebSocket message (RFC 3261 §7, §18.3): bytes beyond Content-Length are ignored, a body
 * shorter than it is an error, without Content-Length the body is the rest. Never throws; time is linear in the input.
 * The body is a view on `bytes`, not a copy.
 */
export function parseMessage(
  bytes: Uint8Array,
  options: { readonly limits?: Partial<ParseLimits> } = {},
): SipMessage | SipParseError {
  const limits = parseLimits(options.limits);
  if (bytes.length > limits.messageBytes) return parseError({ code: 'message_too_large', offset: limits.messageBytes });
  const start = skipEmptyLines(bytes);
  if (start >= bytes.length) return parseError({ code: 'empty', offset: 0 });
  const head = readHead(bytes, start, limits);
  if (head.fault !== undefined) return parseError(head.fault, head);
  const length = contentLength(head.headers);
  if (length.kind === 'bad') return parseError({ code: length.code, offset: head.bodyOffset }, head);
  const available = bytes.length - head.bodyOffset;
  const bodyBytes = length.kind === 'absent' ? available : length.bytes;
  if (bodyBytes > available) return parseError({ code: 'body_truncated', offset: bytes.length }, head);
  // An empty view would keep the whole datagram in memory for as long as somebody keeps the message.
  const body = bodyBytes === 0 ? NO_BODY : bytes.subarray(head.bodyOffset, head.bodyOffset + bodyBytes);
  return assembleMessage(head, body);
}

/** RFC 3261 §7.5: CRLF before the start line is ignored. */
export function skipEmptyLines(bytes: Uint8Array, from = 0): number {
  let at = from;
  while (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at += 2;
  return at;
}

export type ContentLength =
  | { readonly kind: 'absent' }
  | { readonly kind: 'known'; readonly bytes: number }
  | { readonly kind: 'bad'; readonly code: string };

/** Reads Content-Length; two of them, even equal, are refused because a neighbour may believe the other one. */
export function contentLength(headers: readonly SipHeader[]): ContentLength {
  let found: string | undefined;
  for (const header of headers) {
    if (header.name !== 'Content-Length') continue;
    if (found !== undefined) return { kind: 'bad', code: 'content_length_repeated' };
    found = header.value;
  }
  if (found === undefined) return { kind: 'absent' };
  const bytes = parseDecimal(found, 0xffff_ffff);
  return bytes === undefined ? { kind: 'bad', code: 'content_length_malformed' } : { kind: 'known', bytes };
}

/** Puts a faultless head and a body together. */
export function assembleMessage(head: MessageHead, body: Uint8Array): SipMessage {
  const { startLine, headers } = head;
  if (startLine.kind === 'request') {
    return { kind: 'request', method: startLine.method, uri: startLine.uri, headers, body };
  }
  if (startLine.kind === 'response') {
    return { kind: 'response', status: startLine.status, reason: startLine.reason, headers, body };
  }
  throw new Error('assembleMessage was given a head with a bad start line');
}

/** Makes the error for a fault; with a head that holds what an answer needs, the error is answerable. */
export function parseError(fault: StartLineFault, head?: MessageHead): SipParseError {
  const request = head === undefined ? undefined : answerableRequest(head);
  const status = fault.status === undefined ? {} : { status: fault.status };
  const answerable = request === undefined ? {} : { answerable: request };
  return { kind: 'parse_error', code: fault.code, offset: fault.offset, ...status, ...answerable };
}

function answerableRequest(head: MessageHead): SipRequest | undefined {
  const { startLine, headers } = head;
  // An ACK is never answered (RFC 3261 §17.1.1.3).
  if (startLine.kind !== 'request' || startLine.method === 'ACK') return undefined;
  const isComplete = ANSWER_HEADERS.every((name) => headers.some((header) => header.name === name));
  if (!isComplete) return undefined;
  return { kind: 'request', method: startLine.method, uri: startLine.uri, headers, body: NO_BODY };
}
