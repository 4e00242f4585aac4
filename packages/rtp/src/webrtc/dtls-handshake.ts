import { createHash } from 'node:crypto';
import type { DtlsCertificate } from './certificate.ts';
import { createOpensslHandshake } from './openssl-handshake.ts';
import type { SrtpMasterKey } from './srtp-keys.ts';
import { WeriftHandshake } from './werift-handshake.ts';

export type Fingerprint = { readonly hash: string; readonly value: string };

export type DtlsResult = {
  readonly local: SrtpMasterKey;
  readonly remote: SrtpMasterKey;
  /** DER bytes of the peer's certificate, to be held against its fingerprint. */
  readonly remoteCertificate: Buffer;
};

export type DtlsHandshakeOptions = {
  readonly certificate: DtlsCertificate;
  readonly send: (packet: Buffer) => void;
  readonly onConnected: (result: DtlsResult) => void;
  /** `closed`: the peer said goodbye after the handshake. */
  readonly onEnded: (reason: 'closed' | 'failed') => void;
};

/** The server side of DTLS-SRTP (RFC 5764) over datagrams that the caller moves. */
export interface DtlsHandshake {
  /** A datagram from the peer; it is copied. */
  receive(packet: Buffer): void;
  /** Repeats what got no answer; to be called some times a second. */
  check(): void;
  close(): void;
}

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
