import { X509Certificate } from 'node:crypto';
import { formatIdentity, readIdentities, signPassport, type PassportClaims } from '@carillon/sip';
import { makeCertificate } from '@carillon/sip/testing';
import { createFakeClock } from '#test/clock';
import { describe, expect, test } from 'vitest';
import type { CertificateSource } from '../ports/certificate-source.ts';
import { createCallerSigner, readSigningKey } from './caller-signer.ts';
import { createCallerVerifier } from './caller-verifier.ts';
import { createCertificateCache } from './certificate-cache.ts';
import { isPublicAddress } from './https-certificates.ts';

const clock = createFakeClock();
const valid = { fromMs: clock.nowMs() - 86_400_000, toMs: clock.nowMs() + 30 * 86_400_000 };
const root = makeCertificate({ name: 'Root', isAuthority: true, ...valid });
const leaf = makeCertificate({ name: 'Operator', issuer: root, entries: [{ spc: '1234' }], ...valid });
const x5u = 'https://certificates.example/1234.pem';
const call = { orig: '+33612345678', dest: '+33199000001' };
const roots = [new X509Certificate(root.pem)];

const source = (pem: string | null = leaf.pem): CertificateSource => ({
  fetch: () => (pem === null ? Promise.reject(new Error('gone')) : Promise.resolve(pem)),
});

const shaken = (orig: string, dest: string) => ({ ppt: 'shaken', attestation: 'B', origId: 'id', orig, dest: [dest] });
const div = (orig: string, dest: string, divertedBy: string) => ({ ppt: 'div', orig, dest: [dest], divertedBy });

function identities(...claims: object[]) {
  const headers = claims.map((claim) => {
    const whole = { x5u, issuedAt: Math.floor(clock.nowMs() / 1000), ...claim } as PassportClaims;
    const token = signPassport(whole, leaf.key);
    return { name: 'Identity', value: formatIdentity({ token, info: x5u, alg: 'ES256', ppt: whole.ppt }) };
  });
  return readIdentities({ headers });
}

const verifier = (certificates = source(), trusted = roots) =>
  createCallerVerifier({ clock, certificates, roots: trusted });

describe('verifying a caller', () => {
  test('no Identity: nothing to say', async () => {
    expect(await verifier().verify([], call)).toBeNull();
  });

  test('attestation, signer and origin are kept', async () => {
    expect(await verifier().verify(identities(shaken('33612345678', '33199000001')), call)).toEqual({
      verstat: 'passed',
      attestation: 'B',
      reason: null,
      signer: 'Operator',
      origId: 'id',
    });
  });

  const fine = () => identities(shaken('33612345678', '33199000001'));
  test.each([
    ['without authorities', fine(), verifier(source(), []), 'not_checked', 'not_configured'],
    ['a certificate that cannot be had', fine(), verifier(source(null)), 'failed', 'certificate_unreachable'],
    ['a certificate that is none', fine(), verifier(source('hello')), 'failed', 'certificate_refused'],
    ['a malformed header', [null], verifier(), 'failed', 'malformed'],
    ['another caller', identities(shaken('33600000000', '33199000001')), verifier(), 'failed', 'other_number'],
  ] as const)('%s', async (...[, given, by, verstat, reason]) => {
    expect(await by.verify(given, call)).toMatchObject({ verstat, reason });
  });

  test('a certificate that does not come in a second: the call goes on', async () => {
    const never: CertificateSource = { fetch: () => new Promise(() => undefined) };
    const waiting = verifier(never).verify(fine(), call);
    await clock.advance(1_000);
    expect(await waiting).toMatchObject({ verstat: 'not_checked', reason: 'too_late' });
  });

  describe('of a call that was sent on (RFC 8946)', () => {
    const [orig, first, second, us] = ['33612345678', '33100000001', '33100000002', '33199000001'];
    test.each([
      ['once', [shaken(orig, first), div(orig, us, first)], 'passed'],
      ['twice, in any order', [div(orig, us, second), shaken(orig, first), div(orig, second, first)], 'passed'],
      ['by nobody who says so', [shaken(orig, first)], 'failed'],
      ['by a chain with a hole', [shaken(orig, first), div(orig, us, second)], 'failed'],
      ['for another caller', [shaken(orig, first), div('33600000000', us, first)], 'failed'],
      ['in a circle', [shaken(orig, first), div(orig, us, second), div(orig, second, us)], 'failed'],
    ] as const)('%s', async (_name, claims, verstat) => {
      expect(await verifier().verify(identities(...claims), call)).toMatchObject({ verstat });
    });
  });
});

describe('signing', () => {
  const key = readSigningKey({
    certificate: leaf.pem,
    key: leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    url: x5u,
  });

  test('what we sign, we verify', async () => {
    const signer = createCallerSigner(key, clock);
    const own = signer.shaken({ ...call, originId: 'organization' })!;
    const read = readIdentities({ headers: [{ name: 'Identity', value: own }] });
    expect(await verifier().verify(read, call)).toMatchObject({
      verstat: 'passed',
      attestation: 'A',
      origId: 'organization',
    });
    expect(signer.shaken({ ...call, orig: 'nobody', originId: 'x' })).toBeNull();
    expect(signer.diverted({ ...call, by: '+33100000001' })).toContain('ppt="div"');
  });

  test('a key that is not the certificate’s is named at the start', () => {
    const other = root.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => readSigningKey({ certificate: leaf.pem, key: other, url: x5u })).toThrow(/CARILLON_STIR_KEY/);
    expect(() => readSigningKey({ certificate: 'x', key: other, url: x5u })).toThrow(/CARILLON_STIR_CERT/);
  });
});

describe('certificates are kept', () => {
  test('one fetch for many calls, a new one after a day, and a minute after a failure', async () => {
    let fetched = 0;
    let isUp = true;
    const counting: CertificateSource = {
      fetch: () => ((fetched += 1), isUp ? Promise.resolve('pem') : Promise.reject(new Error('down'))),
    };
    const cache = createCertificateCache(counting, { clock, hosts: [] });
    await Promise.all([cache.fetch(x5u), cache.fetch(x5u)]);
    await cache.fetch(x5u);
    expect(fetched).toBe(1);
    await clock.advance(24 * 3_600_000);
    isUp = false;
    for (let index = 0; index < 3; index++) await expect(cache.fetch(x5u)).rejects.toThrow('down');
    expect(fetched).toBe(2);
    await clock.advance(60_000);
    isUp = true;
    expect(await cache.fetch(x5u)).toBe('pem');
  });

  test.each([
    ['https://certificates.example/a', true],
    ['https://a.operators.example/a', true],
    ['https://operators.example.evil.example/a', false],
    ['https://evil.example/?certificates.example', false],
    ['nonsense', false],
  ])('only allowed hosts are asked: %s', async (url, isAsked) => {
    const cache = createCertificateCache(source('pem'), {
      clock,
      hosts: ['certificates.example', '.operators.example'],
    });
    const answer = await cache.fetch(url).catch(() => null);
    expect(answer === 'pem').toBe(isAsked);
  });

  test('a flood of new addresses does not become one of connections', async () => {
    let open = 0;
    const slow: CertificateSource = { fetch: () => ((open += 1), new Promise(() => undefined)) };
    const cache = createCertificateCache(slow, { clock, hosts: [] });
    for (let index = 0; index < 100; index++) void cache.fetch(`https://x.example/${index}`).catch(() => undefined);
    expect(open).toBe(8);
  });
});

test.each([
  ['203.0.113.7', true],
  ['2001:db8::1', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['192.168.1.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['64:ff9b::7f00:1', false],
  ['hello', false],
])('%s may be asked for a certificate: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
