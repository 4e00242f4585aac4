import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Endpoint } from '../io/udp.ts';

/** RFC 8489 5. */
const magicCookie = 0x2112_a442;
const fingerprintMask = 0x5354_554e;
const headerBytes = 20;

const attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  xorMappedAddress: 0x0020,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
} as const;

export type BindingRequest = {
  readonly transactionId: Buffer;
  readonly username: string;
  /** RFC 8445 7.1.2: the peer has chosen this pair. */
  readonly nominates: boolean;
  /** The peer believes that we control: a role conflict, since a lite agent never does. */
  readonly isPeerControlled: boolean;
};

/**
 * Reads a binding request and checks its integrity with our password (RFC 8489 14.5). Undefined for anything else,
 * forged or broken: such packets get no answer, so that nobody learns from one.
 */
export function readBindingRequest(packet: Buffer, password: string): BindingRequest | undefined {
  if (packet.length < headerBytes || packet.readUInt16BE(0) !== 0x0001) return undefined;
  if (packet.readUInt32BE(4) !== magicCookie || packet.readUInt16BE(2) !== packet.length - headerBytes)
    return undefined;
  let username = '';
  let nominates = false;
  let isPeerControlled = false;
  for (let offset = headerBytes; offset + 4 <= packet.length;) {
    const type = packet.readUInt16BE(offset);
    const length = packet.readUInt16BE(offset + 2);
    const end = offset + 4 + length;
    if (end > packet.length) return undefined;
    if (type === attribute.messageIntegrity) {
      // What follows the integrity, but for the fingerprint, is not protected and hence not read (RFC 8489 14.5).
      if (length !== 20 || !isAuthentic(packet, offset, password)) return undefined;
      return { transactionId: Buffer.from(packet.subarray(8, 20)), username, nominates, isPeerControlled };
    }
    if (type === attribute.username) username = packet.toString('utf8', offset + 4, end);
    if (type === attribute.useCandidate) nominates = true;
    if (type === attribute.iceControlled) isPeerControlled = true;
    offset = end + ((4 - (length % 4)) % 4);
  }
  return undefined;
}

/** The answer that tells the peer its address as we see it, signed with our password. IPv4 and IPv6. */
export function bindingSuccess(request: BindingRequest, source: Endpoint, password: string): Buffer {
  return sign(0x0101, request.transactionId, xorMappedAddress(source, request.transactionId), password);
}

/** 487 Role Conflict (RFC 8445 7.3.1.1): the peer must take control. */
export function roleConflict(request: BindingRequest, password: string): Buffer {
  const reason = Buffer.from('Role Conflict');
  const value = Buffer.concat([Buffer.from([0, 0, 4, 87]), reason]);
  return sign(0x0111, request.transactionId, encodeAttribute(attribute.errorCode, value), password);
}

function isAuthentic(packet: Buffer, offset: number, password: string): boolean {
  const expected = integrity(packet.subarray(0, offset), password);
  const actual = packet.subarray(offset + 4, offset + 24);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** HMAC over the message as if it ended with this attribute: the length field counts it already. */
function integrity(message: Buffer, password: string): Buffer {
  const counted = Buffer.from(message);
  counted.writeUInt16BE(message.length - headerBytes + 24, 2);
  return createHmac('sha1', password).update(counted).digest();
}

function sign(type: number, transactionId: Buffer, body: Buffer, password: string): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(type, 0);
  header.writeUInt32BE(magicCookie, 4);
  transactionId.copy(header, 8);
  const plain = Buffer.concat([header, body]);
  const signed = Buffer.concat([plain, encodeAttribute(attribute.messageIntegrity, integrity(plain, password))]);
  signed.writeUInt16BE(signed.length - headerBytes + 8, 2);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE((crc32(signed) ^ fingerprintMask) >>> 0);
  return Buffer.concat([signed, encodeAttribute(attribute.fingerprint, checksum)]);
}

function encodeAttribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** RFC 8489 14.2: port and address are masked so that meddling routers leave them alone. */
function xorMappedAddress(source: Endpoint, transactionId: Buffer): Buffer {
  const address = addressBytes(source.address);
  const value = Buffer.alloc(4 + address.length);
  value[1] = address.length === 4 ? 1 : 2;
  value.writeUInt16BE(source.port ^ (magicCookie >>> 16), 2);
  const mask = Buffer.concat([Buffer.from([0x21, 0x12, 0xa4, 0x42]), transactionId]);
  for (const [index, byte] of address.entries()) value[4 + index] = byte ^ (mask[index] ?? 0);
  return encodeAttribute(attribute.xorMappedAddress, value);
}

function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string) => text.split(':').filter((word) => word !== '');
  const left = words(head);
  const right = words(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const bytes = Buffer.alloc(16);
  for (const [index, word] of [...left, ...zeros, ...right].entries())
    bytes.writeUInt16BE(parseInt(word, 16), index * 2);
  return bytes;
}
