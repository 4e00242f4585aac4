import type { X509Certificate } from 'node:crypto';
import { checkChain } from './certificate-chain.ts';
import type { IdentityHeader } from './identity-header.ts';
import { canonicalNumber, isSignedBy, readPassport, type Passport } from './passport.ts';
import { coversNumber, readTnAuthList, type TnAuthorization } from './tn-auth-list.ts';

/** Why a caller's identity is not believed; the statuses of RFC 8224 6.2.2 stand beside. */
export type IdentityFault =
  /** 436: malformed, or in the short form. */
  | 'malformed'
  /** Another algorithm or kind of token. */
  | 'unsupported'
  /** 403 Stale Date. */
  | 'stale'
  /** 438: the numbers of the token are not those of the call. */
  | 'other_number'
  /** 437: the certificate is unknown, expired, or not for this number. */
  | 'certificate_refused'
  /** 438: the signature does not fit. */
  | 'wrong_signature';

export type IdentityVerdict =
  | { readonly kind: 'verified'; readonly passport: Passport; readonly signer: string }
  | { readonly kind: 'failed'; readonly why: IdentityFault; readonly passport: Passport | null };

/** A token is fresh for so long before and after its moment (RFC 8224 6.2). */
export const freshSeconds = 60;

export type CallNumbers = { readonly orig: string; readonly dest: string };

/** What can be said without the certificate; a passport when the certificate is worth fetching. */
export function checkPassport(
  identity: IdentityHeader | null,
  call: CallNumbers,
  nowMs: number,
): { readonly kind: 'plausible'; readonly passport: Passport } | Extract<IdentityVerdict, { kind: 'failed' }> {
  const passport = identity === null ? null : readPassport(identity.token);
  const fail = (why: IdentityFault) => ({ kind: 'failed', why, passport }) as const;
  if (identity === null || passport === null) return fail('malformed');
  if (passport.alg !== 'ES256' || identity.alg !== 'ES256' || passport.ppt !== identity.ppt) return fail('unsupported');
  if (passport.ppt !== 'shaken' && passport.ppt !== 'div' && passport.ppt !== null) return fail('unsupported');
  if (passport.ppt === 'shaken' && passport.attestation === null) return fail('malformed');
  // RFC 8224 4.1: both must name the same certificate.
  if (passport.x5u !== identity.info) return fail('malformed');
  if (Math.abs(nowMs / 1000 - passport.issuedAt) > freshSeconds) return fail('stale');
  if (passport.orig !== canonicalNumber(call.orig)) return fail('other_number');
  const dest = canonicalNumber(call.dest);
  // A call that was sent on was signed for the number before; the div token of who did that says so (RFC 8946).
  return dest !== null && passport.dest.includes(dest) ? { kind: 'plausible', passport } : fail('other_number');
}

/** The rest, with the certificate file that the token names. */
export function verifyIdentity(
  { token }: IdentityHeader,
  passport: Passport,
  trust: { readonly pem: string; readonly roots: readonly X509Certificate[]; readonly nowMs: number },
): IdentityVerdict {
  const chain = checkChain(trust.pem, trust.roots, trust.nowMs);
  if (chain.kind === 'refused') return { kind: 'failed', why: 'certificate_refused', passport };
  const list = readTnAuthList(chain.leaf.raw);
  const signer = passport.ppt === 'div' ? (passport.divertedBy ?? '') : passport.orig;
  if (list === null || !coversNumber(list, signer)) return { kind: 'failed', why: 'certificate_refused', passport };
  if (!isSignedBy(token, chain.leaf.publicKey)) return { kind: 'failed', why: 'wrong_signature', passport };
  return { kind: 'verified', passport, signer: nameOf(list, chain.leaf) };
}

function nameOf(list: readonly TnAuthorization[], { subject }: X509Certificate): string {
  const provider = list.find((entry) => entry.kind === 'provider');
  const common = /^CN=(.*)$/m.exec(subject)?.[1];
  return common ?? provider?.code ?? '?';
}
