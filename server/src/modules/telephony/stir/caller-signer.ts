import { createPrivateKey, type KeyObject } from 'node:crypto';
import { canonicalNumber, formatIdentity, readCertificates, signPassport, type PassportClaims } from '@carillon/sip';
import type { Clock } from '#platform/clock';

export type SigningKey = { readonly key: KeyObject; readonly url: string };

/** Signs the identity of our callers (RFC 8224, 8588, 8946) with the operator's certificate. */
export interface CallerSigner {
  /**
   * Identity header value for a call with this number, which was checked to be the caller's (attestation A); null when
   * one of the numbers is none.
   */
  shaken(call: { readonly orig: string; readonly dest: string; readonly originId: string }): string | null;
  /** The same for somebody else's call that one of ours sends on. */
  diverted(call: { readonly orig: string; readonly dest: string; readonly by: string }): string | null;
}

export function createCallerSigner({ key, url }: SigningKey, clock: Clock): CallerSigner {
  const make = (numbers: { orig: string; dest: string }, rest: (issuedAt: number) => Partial<PassportClaims>) => {
    const [orig, dest] = [canonicalNumber(numbers.orig), canonicalNumber(numbers.dest)];
    if (orig === null || dest === null) return null;
    const issuedAt = Math.floor(clock.nowMs() / 1000);
    const claims = { x5u: url, issuedAt, orig, dest: [dest], ...rest(issuedAt) } as PassportClaims;
    return formatIdentity({ token: signPassport(claims, key), info: url, alg: 'ES256', ppt: claims.ppt });
  };
  return {
    shaken: ({ originId, ...numbers }) => make(numbers, () => ({ ppt: 'shaken', attestation: 'A', origId: originId })),
    diverted({ by, ...numbers }) {
      const divertedBy = canonicalNumber(by);
      return divertedBy === null ? null : make(numbers, () => ({ ppt: 'div', divertedBy }));
    },
  };
}

/** @throws an error that names the setting when certificate and key do not belong together */
export function readSigningKey(files: { certificate: string; key: string; url: string }): SigningKey {
  const leaf = readCertificates(files.certificate)?.[0];
  if (leaf === undefined) throw new Error('CARILLON_STIR_CERT is not a certificate in PEM format');
  const key = createPrivateKey(files.key);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error('CARILLON_STIR_KEY is not a key for ES256 (curve P-256)');
  }
  if (!leaf.checkPrivateKey(key))
    throw new Error('CARILLON_STIR_KEY is not the key of the certificate in CARILLON_STIR_CERT');
  return { key, url: files.url };
}
