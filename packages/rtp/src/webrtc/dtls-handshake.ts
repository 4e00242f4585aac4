import { createHash } from 'node:crypto';
import type { DtlsHandshake, DtlsHandshakeOptions } from './dtls-types.ts';
import { createOpensslHandshake } from './openssl-handshake.ts';
import { WeriftHandshake } from './werift-handshake.ts';

export type Fingerprint = { readonly hash: string; readonly value: string };

/**
 * Node's own OpenSSL where it can be reached. The library in pure TypeScript is the fallback: with one datagram in three
 * lost its handshake fails where OpenSSL's succeeds, and with one in four it takes seconds longer.
 */
export function createDtlsHandshake(options: DtlsHandshakeOptions): DtlsHandshake {
  return createOpensslHandshake(options) ?? new WeriftHandshake(options);
}

/** RFC 8122 5: does the certificate have one of the announced fingerprints? Weak hashes count for nothing. */
export function matchesFingerprint(certificate: Buffer, fingerprints: readonly Fingerprint[]): boolean {
  return fingerprints.some(({ hash, value }) => {
    if (!['sha-256', 'sha-384', 'sha-512'].includes(hash)) return false;
    const digest = createHash(hash.replace('-', '')).update(certificate).digest('hex').toUpperCase();
    return digest === value.replaceAll(':', '').toUpperCase();
  });
}
