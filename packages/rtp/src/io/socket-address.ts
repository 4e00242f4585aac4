import type { Endpoint } from './udp.ts';

const familyInet = 2;

/** `struct sockaddr_in`, 16 bytes. An address that is not dotted IPv4 is a bug of the caller. */
export function socketAddress(endpoint: { address: string; port: number }): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(familyInet, 0);
  bytes.writeUInt16BE(endpoint.port, 2);
  const parts = endpoint.address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
    throw new Error(`not an IPv4 address: ${endpoint.address}`);
  }
  for (const [index, part] of parts.entries()) bytes[4 + index] = part;
  return bytes;
}

/** Reads `struct sockaddr_in`. */
export function parseSocketAddress(bytes: Buffer): Endpoint {
  return { address: `${bytes[4]}.${bytes[5]}.${bytes[6]}.${bytes[7]}`, port: bytes.readUInt16BE(2) };
}
