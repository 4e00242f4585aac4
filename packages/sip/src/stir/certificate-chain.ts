import { X509Certificate } from 'node:crypto';

export type ChainVerdict =
  | { readonly kind: 'trusted'; readonly leaf: X509Certificate }
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'expired' | 'untrusted' | 'wrong_key' };

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const maxCertificates = 6;

/** Certificates of a PEM file in order; null when one is malformed or there is none. */
export function readCertificates(pem: string): X509Certificate[] | null {
  const blocks = pem.match(pemBlock) ?? [];
  if (blocks.length === 0) return null;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

/**
 * Is the first certificate of the file one that a trusted root vouches for (RFC 8226 7)? Its issuers follow it in the
 * file. Every certificate must be valid now, issuers must be authorities, and the key must be one for ES256.
 */
export function checkChain(pem: string, roots: readonly X509Certificate[], nowMs: number): ChainVerdict {
  const chain = readCertificates(pem);
  if (chain === null || chain.length > maxCertificates) return { kind: 'refused', why: 'malformed' };
  const leaf = chain[0]!;
  if (leaf.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return { kind: 'refused', why: 'wrong_key' };
  let current = leaf;
  const issuers = chain.slice(1);
  for (let depth = 0; depth < maxCertificates; depth++) {
    if (!isValidAt(current, nowMs)) return { kind: 'refused', why: 'expired' };
    const root = roots.find((one) => isIssuedBy(current, one));
    if (root !== undefined) {
      return isValidAt(root, nowMs) ? { kind: 'trusted', leaf } : { kind: 'refused', why: 'expired' };
    }
    const issuer = issuers.find((one) => isIssuedBy(current, one));
    if (issuer === undefined) break;
    issuers.splice(issuers.indexOf(issuer), 1);
    current = issuer;
  }
  return { kind: 'refused', why: 'untrusted' };
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, nowMs: number): boolean {
  return validFromDate.getTime() <= nowMs && nowMs <= validToDate.getTime();
}
