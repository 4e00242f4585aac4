import type { SipHeader, SipMessage } from './message.ts';
import { isForbiddenControl, isToken } from './parse/characters.ts';

/**
 * Writes a message as bytes (RFC 3261 §7). Content-Length is always written from the body, whatever the headers say, so
 * that the two can never disagree. Throws when a part could break out of its line (CR, LF, controls): values from
 * outside must be refused before they get here, so reaching this is a bug.
 */
export function serializeMessage(message: SipMessage): Uint8Array {
  const head = `${startLine(message)}\r\n${headerLines(message.headers)}Content-Length: ${message.body.length}\r\n\r\n`;
  const headBytes = Buffer.byteLength(head);
  const bytes = Buffer.allocUnsafe(headBytes + message.body.length);
  bytes.write(head, 0, 'utf8');
  bytes.set(message.body, headBytes);
  return bytes;
}

function startLine(message: SipMessage): string {
  if (message.kind === 'request') {
    if (!isToken(message.method)) throw new Error('SIP method is not a token');
    if (!isSafeUri(message.uri)) throw new Error('SIP Request-URI is empty or holds a blank or control character');
    return `${message.method} ${message.uri} SIP/2.0`;
  }
  if (!Number.isInteger(message.status) || message.status < 100 || message.status > 699) {
    throw new Error('SIP status is not within 100-699');
  }
  if (!isSafeValue(message.reason)) throw new Error('SIP reason phrase holds a control character');
  return `SIP/2.0 ${message.status} ${message.reason}`;
}

function headerLines(headers: readonly SipHeader[]): string {
  let lines = '';
  for (const { name, value } of headers) {
    if (name === 'Content-Length') continue;
    if (!isToken(name)) throw new Error('SIP header name is not a token');
    if (!isSafeValue(value)) throw new Error(`SIP header ${name} holds a control character`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

function isSafeUri(uri: string): boolean {
  return /^[^\s<>"\x00-\x20\x7f]+$/.test(uri);
}

/** Controls are allowed only as what the parser lets in: after a backslash, and never CR or LF. */
function isSafeValue(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (!isForbiddenControl(code)) continue;
    if (code === 0x0d || code === 0x0a || value.charCodeAt(i - 1) !== 0x5c) return false;
  }
  return true;
}
