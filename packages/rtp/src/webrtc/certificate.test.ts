import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createDtlsCertificate } from './certificate.ts';

const now = Date.UTC(2026, 10, 23, 4, 5, 6);

test('the certificate is signed by its own key and valid now', () => {
  const { certificatePem, keyPem, fingerprint } = createDtlsCertificate(now);
  const certificate = new X509Certificate(certificatePem);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
  expect(certificate.subject).toBe('CN=carillon');
  expect(certificate.validFromDate.getTime()).toBe(now - 86_400_000);
  expect(certificate.validToDate.getUTCFullYear()).toBe(2036);
  expect(certificate.fingerprint256).toBe(fingerprint);
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

test('two certificates differ', () => {
  expect(createDtlsCertificate(now).fingerprint).not.toBe(createDtlsCertificate(now).fingerprint);
});
