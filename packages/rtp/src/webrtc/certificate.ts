import { X509Certificate } from 'node:crypto';
import { CipherContext, HashAlgorithm, NamedCurveAlgorithm, SignatureAlgorithm } from 'werift';

/** Plain text, so that it passes between threads. */
export type DtlsCertificate = {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** SHA-256, upper-case hexadecimal pairs, as in `a=fingerprint`. */
  readonly fingerprint: string;
};

/** A self-signed P-256 certificate; the peer trusts it by the fingerprint in our description (RFC 8122 5). */
export async function createDtlsCertificate(): Promise<DtlsCertificate> {
  const { certPem, keyPem } = await CipherContext.createSelfSignedCertificateWithKey(
    { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
    NamedCurveAlgorithm.secp256r1_23,
  );
  return { certificatePem: certPem, keyPem, fingerprint: new X509Certificate(certPem).fingerprint256 };
}
