import { readFileSync } from 'node:fs';
import { readCertificates } from '@carillon/sip';
import type { TelephonyDeps } from '../deps.ts';
import { createCallerSigner, readSigningKey, type CallerSigner } from './caller-signer.ts';
import { createCallerVerifier, type CallerVerifier } from './caller-verifier.ts';
import { createCertificateCache } from './certificate-cache.ts';
import { createHttpsCertificates } from './https-certificates.ts';

/** Verifying callers and signing ours, as the settings say. Files are read once. @throws an error that names the setting */
export function createStir({ config, clock, certificates = createHttpsCertificates() }: TelephonyDeps): {
  readonly verifier: CallerVerifier;
  /** Null: no certificate to sign with. */
  readonly signer: CallerSigner | null;
} {
  const { rootsFile, hosts, signing } = config.stir;
  const roots = rootsFile === null ? [] : readCertificates(readFileSync(rootsFile, 'utf8'));
  if (roots === null) throw new Error('CARILLON_STIR_ROOTS holds no certificates in PEM format');
  const cache = createCertificateCache(certificates, { clock, hosts });
  const verifier = createCallerVerifier({ clock, roots, certificates: cache });
  if (signing === null) return { verifier, signer: null };
  const { certFile, keyFile, url } = signing;
  const files = { certificate: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), url };
  return { verifier, signer: createCallerSigner(readSigningKey(files), clock) };
}
