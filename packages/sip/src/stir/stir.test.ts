import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  makeCertificate,
  tnAuthListExtension,
  type CertificateOptions,
  type TnEntry,
} from '../testing/stir-authority.ts';
import { checkChain, readCertificates } from './certificate-chain.ts';
import { formatIdentity, parseIdentity, readIdentities, type IdentityHeader } from './identity-header.ts';
import { canonicalNumber, isSignedBy, readPassport, signPassport, type PassportClaims } from './passport.ts';
import { coversNumber, readTnAuthList } from './tn-auth-list.ts';
import { checkPassport, verifyIdentity } from './verify-identity.ts';

const nowMs = Date.UTC(2026, 5, 1, 12);
const year = 365 * 24 * 3_600_000;
const valid = { fromMs: nowMs - year, toMs: nowMs + year };
const root = makeCertificate({ name: 'Root', isAuthority: true, ...valid });
const middle = makeCertificate({ name: 'Middle', issuer: root, isAuthority: true, ...valid });
const leafOf = (change: Partial<CertificateOptions> = {}) =>
  makeCertificate({ name: 'SHAKEN 1234', issuer: middle, entries: [{ spc: '1234' }], ...valid, ...change });
const leaf = leafOf();
const roots = [new X509Certificate(root.pem)];
const x5u = 'https://certificates.example/1234.pem';
const call = { orig: '+33612345678', dest: '+33199000001' };
const claims: PassportClaims = {
  ppt: 'shaken',
  attestation: 'A',
  origId: '0190-id',
  x5u,
  issuedAt: nowMs / 1000,
  orig: '33612345678',
  dest: ['33199000001'],
};
const identity = (change: Partial<PassportClaims> = {}, key = leaf.key) => ({
  token: signPassport({ ...claims, ...change } as PassportClaims, key),
  info: x5u,
  alg: 'ES256',
  ppt: change.ppt ?? 'shaken',
});

describe('Identity header (RFC 8224 4)', () => {
  it('reads what it writes', () => {
    const made = identity();
    expect(parseIdentity(formatIdentity(made))).toEqual(made);
  });

  it.each([
    ['a.b.c;info=<https://x/y>', { token: 'a.b.c', info: 'https://x/y', alg: 'ES256', ppt: null }],
    [
      'a.b.c ; info=<https://x/y;z> ;alg=ES256;ppt=shaken',
      { token: 'a.b.c', info: 'https://x/y;z', alg: 'ES256', ppt: 'shaken' },
    ],
    ['..c;info=<https://x/y>;ppt="shaken"', { token: '..c', info: 'https://x/y', alg: 'ES256', ppt: 'shaken' }],
    ['a.b.c', null],
    ['a.b;info=<https://x/y>', null],
    ['a.b.c;info=<>', null],
    ['a.b.c;info=<https://x>;info=<https://y>', null],
    ['"a.b.c";info=<https://x/y>', null],
    [`${'a'.repeat(9_000)}.b.c;info=<https://x/y>`, null],
  ])('%s', (value, expected) => {
    const read = parseIdentity(value);
    expect(read === null ? null : { ...read, info: read.info }).toEqual(
      expected?.info.includes(';') === true ? null : expected,
    );
  });

  it('tells a malformed one from none', () => {
    expect(readIdentities({ headers: [{ name: 'Identity', value: 'nonsense' }] })).toEqual([null]);
    expect(readIdentities({ headers: [] })).toEqual([]);
  });
});

describe('PASSporT (RFC 8225, 8588, 8946)', () => {
  it('is signed by its key and by no other, and says what was claimed', () => {
    const { token } = identity();
    const { publicKey } = new X509Certificate(leaf.pem);
    expect(isSignedBy(token, publicKey)).toBe(true);
    expect(isSignedBy(token, new X509Certificate(middle.pem).publicKey)).toBe(false);
    expect(isSignedBy(`${token.slice(0, -4)}AAAA`, publicKey)).toBe(false);
    expect(isSignedBy('a.b.c', publicKey)).toBe(false);
    expect(readPassport(token)).toEqual({
      alg: 'ES256',
      ppt: 'shaken',
      x5u,
      issuedAt: nowMs / 1000,
      orig: '33612345678',
      dest: ['33199000001'],
      attestation: 'A',
      origId: '0190-id',
      divertedBy: null,
    });
  });

  it('has its keys in order and no blanks (RFC 8225 9)', () => {
    const [header, payload] = identity()
      .token.split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect(header).toBe(`{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"${x5u}"}`);
    expect(payload).toBe(
      `{"attest":"A","dest":{"tn":["33199000001"]},"iat":${nowMs / 1000},"orig":{"tn":"33612345678"},"origid":"0190-id"}`,
    );
  });

  it.each(['', '..', 'x', 'e30.e30.c', `${Buffer.from('[1]').toString('base64url')}.e30.c`, '!!.!!.!!'])(
    'malformed: %s',
    (token) => {
      expect(readPassport(token)).toBeNull();
    },
  );

  it.each([
    ['+33 (0) 6', '3306'],
    ['tel', null],
    ['', null],
    ['*31', '*31'],
  ])('canonical form of %s', (number, expected) => {
    expect(canonicalNumber(number)).toBe(expected);
  });
});

describe('certificates (RFC 8226)', () => {
  it('a chain to a root of ours is trusted, in any order of its issuers', () => {
    expect(checkChain(leaf.pem + middle.pem, roots, nowMs).kind).toBe('trusted');
    expect(checkChain(leaf.pem + root.pem + middle.pem, roots, nowMs).kind).toBe('trusted');
  });

  const other = makeCertificate({ name: 'Root', isAuthority: true, ...valid });
  const notAuthority = makeCertificate({ name: 'Middle', issuer: root, ...valid });
  it.each([
    ['no issuer in the file', leaf.pem, 'untrusted'],
    ['another root of the same name', leafOf({ issuer: other }).pem, 'untrusted'],
    ['an issuer that is no authority', leafOf({ issuer: notAuthority }).pem + notAuthority.pem, 'untrusted'],
    ['one that signed itself', makeCertificate({ name: 'Self', entries: [{ spc: '1' }], ...valid }).pem, 'untrusted'],
    ['not valid any more', leafOf({ toMs: nowMs - 1 }).pem + middle.pem, 'expired'],
    ['not valid yet', leafOf({ fromMs: nowMs + 60_000 }).pem + middle.pem, 'expired'],
    ['a key for another algorithm', leafOf({ curve: 'secp384r1' }).pem + middle.pem, 'wrong_key'],
    ['no certificate', 'hello', 'malformed'],
    ['a broken one', leaf.pem.replace('MI', 'XX'), 'malformed'],
    ['too many', (leaf.pem + middle.pem).repeat(4), 'malformed'],
  ] as const)('%s', (_name, pem, why) => {
    expect(checkChain(pem, roots, nowMs)).toEqual({ kind: 'refused', why });
  });

  it('reads who may sign for what', () => {
    const entries: TnEntry[] = [{ spc: '1234' }, { first: '33199000000', count: 100 }, { number: '33612345678' }];
    const { raw } = readCertificates(leafOf({ entries }).pem)![0]!;
    expect(readTnAuthList(raw)).toEqual([
      { kind: 'provider', code: '1234' },
      { kind: 'range', first: '33199000000', count: 100 },
      { kind: 'number', number: '33612345678' },
    ]);
    expect(readTnAuthList(readCertificates(root.pem)![0]!.raw)).toBeNull();
    expect(readTnAuthList(tnAuthListExtension(entries))).toBeNull();
    expect(readTnAuthList(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]))).toBeNull();
  });

  it.each([
    ['33199000000', true],
    ['33199000099', true],
    ['33199000100', false],
    ['3319900000', false],
    ['33612345678', true],
    ['33612345679', false],
  ])('a list of numbers covers %s: %s', (number, expected) => {
    const list = [
      { kind: 'range', first: '33199000000', count: 100 },
      { kind: 'number', number: '33612345678' },
    ] as const;
    expect(coversNumber(list, number)).toBe(expected);
  });
});

describe('a caller’s identity', () => {
  const pem = leaf.pem + middle.pem;
  const verdict = (given: IdentityHeader, file = pem) => {
    const plausible = checkPassport(given, call, nowMs);
    return plausible.kind === 'failed'
      ? plausible
      : verifyIdentity(given, plausible.passport, { pem: file, roots, nowMs });
  };

  it('is verified with its attestation and who signed', () => {
    expect(verdict(identity())).toMatchObject({
      kind: 'verified',
      signer: 'SHAKEN 1234',
      passport: { attestation: 'A' },
    });
  });

  const forOther = leafOf({ entries: [{ number: '33611111111' }] });
  const withoutList = makeCertificate({ name: 'Web', issuer: middle, ...valid });
  it.each([
    ['61 s old', identity({ issuedAt: nowMs / 1000 - 61 }), pem, 'stale'],
    ['61 s in the future', identity({ issuedAt: nowMs / 1000 + 61 }), pem, 'stale'],
    ['for another caller', identity({ orig: '33612345679' }), pem, 'other_number'],
    ['for another destination', identity({ dest: ['33199000002'] }), pem, 'other_number'],
    ['of another certificate than it says', { ...identity(), info: 'https://other.example/' }, pem, 'malformed'],
    ['of another kind than it says', { ...identity(), ppt: 'div' }, pem, 'unsupported'],
    ['of a kind that we do not know', { ...identity(), ppt: 'rcd' }, pem, 'unsupported'],
    ['in the short form', { ...identity(), token: '..abc' }, pem, 'malformed'],
    ['signed by somebody else', identity({}, middle.key), pem, 'wrong_signature'],
    [
      'by a certificate for other numbers',
      identity({}, forOther.key),
      forOther.pem + middle.pem,
      'certificate_refused',
    ],
    [
      'by a certificate for no numbers',
      identity({}, withoutList.key),
      withoutList.pem + middle.pem,
      'certificate_refused',
    ],
    ['by a stranger', identity(), leaf.pem, 'certificate_refused'],
  ] as const)('%s: not believed', (_name, given, file, why) => {
    expect(verdict(given, file)).toMatchObject({ kind: 'failed', why });
  });

  it.each([59, -59])('is fresh for a minute both ways (%i s)', (seconds) => {
    expect(verdict(identity({ issuedAt: nowMs / 1000 + seconds })).kind).toBe('verified');
  });

  it('of a call that was sent on is checked for who sent it (RFC 8946)', () => {
    const div = { ppt: 'div', divertedBy: '33199000009' } as const;
    expect(verdict(identity(div))).toMatchObject({ kind: 'verified', passport: { divertedBy: '33199000009' } });
  });

  it('is read without throwing whatever it holds', () => {
    const { token } = identity();
    for (let at = 0; at < token.length; at += 3) {
      const broken = { ...identity(), token: `${token.slice(0, at)}~${token.slice(at + 1)}` };
      expect(checkPassport(broken, call, nowMs).kind).toMatch(/plausible|failed/);
      if (checkPassport(broken, call, nowMs).kind === 'plausible') expect(verdict(broken).kind).toBe('failed');
    }
  });
});
