import { hash } from 'node:crypto';

/** Algorithms of SIP digest (RFC 8760 §2.1), best first. The session variants are not used in SIP practice. */
export const DIGEST_ALGORITHMS = ['SHA-512-256', 'SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

const nodeNames: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-512-256': 'sha512-256',
  'SHA-256': 'sha256',
  MD5: 'md5',
};

/** The algorithm of an `algorithm` parameter; absent means MD5 (RFC 7616 §3.3); undefined when unsupported. */
export function digestAlgorithm(name: string | undefined): DigestAlgorithm | undefined {
  if (name === undefined) return 'MD5';
  const upper = name.toUpperCase();
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm === upper);
}

/** Lower-case hexadecimal hash of UTF-8 text. */
export function digestHash(algorithm: DigestAlgorithm, text: string): string {
  return hash(nodeNames[algorithm], text, 'hex');
}

/** H(username:realm:password): what is stored instead of a password (RFC 7616 §3.4.2). It is as secret as one. */
export function digestHa1(
  algorithm: DigestAlgorithm,
  { username, realm, password }: { readonly username: string; readonly realm: string; readonly password: string },
): string {
  return digestHash(algorithm, `${username}:${realm}:${password}`);
}

/** What goes into a response besides HA1. `qop` absent is the form of RFC 2069. */
export type DigestInput = {
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly qop?: { readonly nonceCount: string; readonly clientNonce: string };
};

/** The `response` value (RFC 7616 §3.4.1) for qop=auth, or without qop. */
export function digestResponse(algorithm: DigestAlgorithm, ha1: string, input: DigestInput): string {
  const ha2 = digestHash(algorithm, `${input.method}:${input.uri}`);
  const middle = input.qop === undefined ? '' : `${input.qop.nonceCount}:${input.qop.clientNonce}:auth:`;
  return digestHash(algorithm, `${ha1}:${input.nonce}:${middle}${ha2}`);
}
