/** STUN keep-alives on a SIP port (RFC 5626 4.4.2, 8; RFC 8489): a phone asks what address we see it at. */
import { isIPv4 } from 'node:net';

const HEADER_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112_a442;
const XOR_MAPPED_ADDRESS = 0x0020;
/** Attributes below this number must be understood by the receiver; we understand none. */
const FIRST_OPTIONAL = 0x8000;

/** A SIP message begins with a printable character, STUN with two zero bits and, for requests, a zero byte. */
export const looksLikeStun = (bytes: Uint8Array): boolean => bytes[0] === 0 && bytes.length >= HEADER_BYTES;

/** The Binding response; null for anything that is not a plain Binding request, which gets no answer at all. */
export const answerStun = (bytes: Uint8Array, address: string, port: number): Uint8Array | null => {
  const request = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (request.readUInt16BE(0) !== BINDING_REQUEST || request.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  if (request.readUInt16BE(2) !== request.length - HEADER_BYTES || !hasOnlyOptional(request)) return null;
  const value = xorAddress(request, address, port);
  const response = Buffer.alloc(HEADER_BYTES + 4 + value.length);
  request.copy(response, 0, 0, HEADER_BYTES);
  response.writeUInt16BE(BINDING_SUCCESS, 0);
  response.writeUInt16BE(4 + value.length, 2);
  response.writeUInt16BE(XOR_MAPPED_ADDRESS, HEADER_BYTES);
  response.writeUInt16BE(value.length, HEADER_BYTES + 2);
  value.copy(response, HEADER_BYTES + 4);
  return response;
};

const hasOnlyOptional = (request: Buffer): boolean => {
  let at = HEADER_BYTES;
  while (at + 4 <= request.length) {
    if (request.readUInt16BE(at) < FIRST_OPTIONAL) return false;
    // Values are padded to four bytes.
    at += 4 + Math.ceil(request.readUInt16BE(at + 2) / 4) * 4;
  }
  return at === request.length;
};

/** RFC 8489 14.2: xored with the cookie and, for IPv6, the transaction id, which both follow the type and length. */
const xorAddress = (request: Buffer, address: string, port: number): Buffer => {
  const bytes = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : ipv6Bytes(address);
  const value = Buffer.alloc(4 + bytes.length);
  value[1] = bytes.length === 4 ? 1 : 2;
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  for (const [index, byte] of bytes.entries()) value[4 + index] = byte ^ request[4 + index]!;
  return value;
};

const ipv6Bytes = (address: string): Buffer => {
  // A scope (`%eth0`) is not part of the address.
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').flatMap(readGroup));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0);
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...before, ...zeros, ...after].slice(0, 8).entries())
    bytes.writeUInt16BE(group, index * 2);
  return bytes;
};

const readGroup = (text: string): number[] => {
  if (!text.includes('.')) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
};
