import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../config.ts';

export type Certificate = { readonly cert: string; readonly key: string; readonly selfSigned: boolean };

const keepDays = 825;
const renewBeforeMs = 14 * 24 * 3_600_000;

/** True while the certificate names `address` and is not about to expire. */
function isGood(cert: string, address: string): boolean {
  const parsed = new X509Certificate(cert);
  const names = isIP(address) ? parsed.checkIP(address) : parsed.checkHost(address);
  return names !== undefined && Date.parse(parsed.validTo) - Date.now() > renewBeforeMs;
}

async function makeCertificate(address: string): Promise<{ cert: string; private: string }> {
  const { generate } = await import('selfsigned');
  const names = [...new Set(['localhost', address])].map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  );
  const notAfterDate = new Date(Date.now() + keepDays * 24 * 3_600_000);
  return generate([{ name: 'commonName', value: address }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names },
    ],
  });
}

async function selfSigned(folder: string, address: string): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kept = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]).catch(() => null);
  if (kept && isGood(kept[0], address)) return { cert: kept[0], key: kept[1], selfSigned: true };
  const made = await makeCertificate(address);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(keyFile, made.private, { mode: 0o600 });
  await writeFile(certFile, made.cert);
  return { cert: made.cert, key: made.private, selfSigned: true };
}

/**
 * The certificate of HTTPS, WSS and SIP over TLS: the given files, or a self-signed one for the public address that is
 * kept in the data folder and renewed before it expires. Null when TLS is off.
 */
export async function loadCertificate(
  config: Pick<Config, 'tls' | 'dataDir' | 'publicAddress'>,
): Promise<Certificate | null> {
  const { tls } = config;
  if (tls.kind === 'off') return null;
  if (tls.kind === 'self_signed') return selfSigned(join(config.dataDir, 'tls'), config.publicAddress);
  const [cert, key] = await Promise.all([readFile(tls.certFile, 'utf8'), readFile(tls.keyFile, 'utf8')]);
  return { cert, key, selfSigned: false };
}
