import { lookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { CertificateSource } from '../ports/certificate-source.ts';

const maxBytes = 64 * 1024;
const timeoutMs = 3_000;

export type HttpsCertificatesOptions = {
  /** May a certificate be asked for at this address? Default: public addresses alone. */
  readonly isAllowedAddress?: (address: string) => boolean;
  /** Authorities for the server's own certificate, PEM; default: those of Node.js. */
  readonly ca?: string;
};

/**
 * Fetches certificates by HTTPS. Redirections are not followed, the answer is bounded in time and size, and the address
 * that is really connected to must be public: a caller must not make us knock at doors inside.
 */
export function createHttpsCertificates(options: HttpsCertificatesOptions = {}): CertificateSource {
  const { isAllowedAddress = isPublicAddress, ca } = options;
  return {
    fetch(text) {
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url?.protocol !== 'https:' || url.username !== '') return Promise.reject(new Error('not an https address'));
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !isAllowedAddress(host)) return Promise.reject(new Error('address not allowed'));
      return get(url, { lookup: guardedLookup(isAllowedAddress), ...(ca === undefined ? {} : { ca }) });
    },
  };
}

/** The check and the connection use the same look-up: a name cannot answer differently the second time. */
function guardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) return callback(new Error('address not allowed'), '', 0);
      return options.all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

function get(url: URL, options: { lookup: LookupFunction; ca?: string }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sent = request(url, { ...options, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
    if (response.statusCode !== 200) {
      response.resume();
      return reject(new Error(`answered ${response.statusCode ?? 0}`));
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) sent.destroy(new Error('too big'));
      else chunks.push(chunk);
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
    response.on('error', reject);
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(network, bits, 'ipv6');
}

/** Not loopback, private, link-local, shared or multicast, also when written as IPv4 in IPv6. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !inside.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
