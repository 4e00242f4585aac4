import { sign, verify, type KeyObject } from 'node:crypto';

/** Attestation of a `shaken` PASSporT (RFC 8588 4): A knows caller and number, B the caller, C only where it came in. */
export type Attestation = 'A' | 'B' | 'C';

/** A PASSporT, read (RFC 8225). Numbers are digits without `+` (canonical form, RFC 8224 8.3). */
export type Passport = {
  readonly alg: string;
  readonly ppt: string | null;
  readonly x5u: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly orig: string;
  readonly dest: readonly string[];
  readonly attestation: Attestation | null;
  readonly origId: string | null;
  /** The number that sent the call on (RFC 8946). */
  readonly divertedBy: string | null;
};

const maxDestinations = 16;

/** Reads a PASSporT in its full form without believing it; null when it is malformed or in the short form. */
export function readPassport(token: string): Passport | null {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const header = readJson(head);
  const payload = readJson(claims);
  if (header === null || payload === null || signature === '') return null;
  const { alg, typ, ppt, x5u } = header;
  const orig = numberOf(payload['orig']);
  const dest = numbersOf(payload['dest']);
  const issuedAt = payload['iat'];
  if (typ !== 'passport' || typeof alg !== 'string' || typeof x5u !== 'string') return null;
  if (orig === null || dest === null || typeof issuedAt !== 'number' || !Number.isSafeInteger(issuedAt)) return null;
  return {
    alg,
    ppt: typeof ppt === 'string' ? ppt : null,
    x5u,
    issuedAt,
    orig,
    dest,
    attestation: attestationOf(payload['attest']),
    origId: typeof payload['origid'] === 'string' ? payload['origid'].slice(0, 64) : null,
    divertedBy: numberOf(payload['div']),
  };
}

type Json = Readonly<Record<string, unknown>>;

function readJson(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function numberOf(claim: unknown): string | null {
  const number = isObject(claim) ? claim['tn'] : undefined;
  return typeof number === 'string' ? canonicalNumber(number) : null;
}

function numbersOf(claim: unknown): string[] | null {
  const list = isObject(claim) ? claim['tn'] : undefined;
  if (!Array.isArray(list) || list.length === 0 || list.length > maxDestinations) return null;
  const numbers = list.map((entry: unknown) => (typeof entry === 'string' ? canonicalNumber(entry) : null));
  return numbers.every((number) => number !== null) ? numbers : null;
}

function attestationOf(claim: unknown): Attestation | null {
  return claim === 'A' || claim === 'B' || claim === 'C' ? claim : null;
}

/** Digits (and `*`, `#`) alone (RFC 8224 8.3); null when there is no number in it. */
export function canonicalNumber(number: string): string | null {
  const digits = number.replaceAll(/[+\s().-]/g, '');
  return /^[\d*#]{1,32}$/.test(digits) ? digits : null;
}

/** True when this key signed the token (ES256: RFC 7518 3.4). */
export function isSignedBy(token: string, key: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  if (signature.length !== 64) return false;
  return verify('sha256', Buffer.from(token.slice(0, end)), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

export type PassportClaims = {
  readonly x5u: string;
  readonly issuedAt: number;
  readonly orig: string;
  readonly dest: readonly string[];
} & (
  | { readonly ppt: 'shaken'; readonly attestation: Attestation; readonly origId: string }
  | { readonly ppt: 'div'; readonly divertedBy: string }
);

/** Makes and signs a PASSporT. Keys of its JSON stand in lexicographic order without blanks (RFC 8225 9). */
export function signPassport(claims: PassportClaims, key: KeyObject): string {
  const { x5u, ppt, issuedAt, orig, dest } = claims;
  const header = { alg: 'ES256', ppt, typ: 'passport', x5u };
  const numbers = { dest: { tn: dest }, iat: issuedAt, orig: { tn: orig } };
  const payload =
    claims.ppt === 'shaken'
      ? { attest: claims.attestation, ...numbers, origid: claims.origId }
      : { dest: numbers.dest, div: { tn: claims.divertedBy }, iat: issuedAt, orig: numbers.orig };
  const signed = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
