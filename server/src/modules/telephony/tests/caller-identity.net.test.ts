import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatIdentity, readPassport, signPassport, type PassportClaims } from '@carillon/sip';
import { makeCertificate } from '@carillon/sip/testing';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeNumber } from '#test/factories/numbers';
import { makeCarrier } from '#test/factories/telephony';
import { detail, endedCalls, get, post, rowsOf, scene } from '#test/factories/telephony-scenario';
import type { LiveCall } from '@carillon/api';
import { createHttpsCertificates } from '../stir/https-certificates.ts';

const valid = { fromMs: Date.UTC(2020, 0), toMs: Date.UTC(2049, 0) };
const root = makeCertificate({ name: 'Root', isAuthority: true, ...valid });
const leaf = makeCertificate({ name: 'Operator', issuer: root, entries: [{ spc: '1234' }], ...valid });
const folder = mkdtempSync(join(tmpdir(), 'stir-'));
const file = (name: string, text: string) => (writeFileSync(join(folder, name), text), join(folder, name));
const rootsFile = file('roots.pem', root.pem);
const certFile = file('cert.pem', leaf.pem);
const keyFile = file('key.pem', leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString());

let web: Server;
let url: string;
let ca: string;

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  ca = made.cert;
  web = createServer({ cert: made.cert, key: made.private }, (request, response) => {
    if (request.url === '/big.pem') return response.end('x'.repeat(100_000));
    if (request.url === '/moved.pem') return response.writeHead(302, { location: '/1234.pem' }).end();
    return request.url === '/1234.pem' ? response.end(leaf.pem) : response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${(web.address() as AddressInfo).port}`;
});
afterAll(() => web.close());

describe('certificates by HTTPS', () => {
  const fetchIt = (path: string, isAllowed: boolean) =>
    createHttpsCertificates({ ca, ...(isAllowed ? { isAllowedAddress: () => true } : {}) }).fetch(`${url}${path}`);

  test('are fetched', async () => {
    expect(await fetchIt('/1234.pem', true)).toBe(leaf.pem);
  });

  test.each([
    ['/nothing.pem', 'answered 404'],
    ['/moved.pem', 'answered 302'],
    ['/big.pem', 'too big'],
  ])('%s: %s', async (path, message) => {
    await expect(fetchIt(path, true)).rejects.toThrow(message);
  });

  test('never from an address inside, named or written', async () => {
    await expect(fetchIt('/1234.pem', false)).rejects.toThrow('address not allowed');
    const source = createHttpsCertificates({ ca });
    for (const inside of [
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://2130706433/',
    ]) {
      await expect(source.fetch(inside)).rejects.toThrow('address not allowed');
    }
    for (const other of ['http://certificates.example/', 'file:///etc/passwd', 'https://a@certificates.example/']) {
      await expect(source.fetch(other)).rejects.toThrow('not an https address');
    }
  });

  test('never from a server whose own certificate is not trusted', async () => {
    const source = createHttpsCertificates({ isAllowedAddress: () => true });
    await expect(source.fetch(`${url}/1234.pem`)).rejects.toThrow(/self-signed|unable to verify/);
  });
});

const world = (signing: boolean) => ({
  stir: { rootsFile, hosts: [], signing: signing ? { certFile, keyFile, url: `${url}/1234.pem` } : null },
  certificates: createHttpsCertificates({ ca, isAllowedAddress: () => true }),
});

const identityFor = (orig: string, dest: string, nowMs: number) => {
  const info = `${url}/1234.pem`;
  const numbers = { orig: orig.slice(1), dest: [dest.slice(1)] };
  const claims: PassportClaims = {
    ppt: 'shaken',
    attestation: 'B',
    origId: 'x',
    x5u: info,
    issuedAt: Math.floor(nowMs / 1000),
    ...numbers,
  };
  return formatIdentity({ token: signPassport(claims, leaf.key), info, alg: 'ES256', ppt: 'shaken' });
};
const identitiesIn = (text: string) => [...text.matchAll(/^Identity: (.*)$/gm)].map((match) => match[1]!.trim());

test.each([
  ['+33612345678', { verstat: 'passed', attestation: 'B', reason: null, signer: 'Operator' }],
  ['+33612345679', { verstat: 'failed', attestation: 'B', reason: 'other_number', signer: null }],
])('a call from %s with an identity for +33612345678: kept with the call and shown', async (caller, expected) => {
  const { app, organizationId, phones } = await scene(1, world(false));
  const carrier = await makeCarrier(app);
  const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
  const value = identityFor('+33612345678', number, app.clock.nowMs());
  const outgoing = carrier.call(number, { from: `<sip:${caller}@127.0.0.1>`, headers: [{ name: 'Identity', value }] });
  await phones[0]!.nextCall();
  outgoing.cancel();
  const [call] = await endedCalls(app);
  expect((await rowsOf(app, 'calls'))[0]!['callerIdentity']).toMatchObject(expected);
  const page = await detail(app, call!['id'], phones[0]!.user.cookie);
  expect(page.callerIdentity).toMatchObject(expected);
  expect(page.trace.map((entry) => entry.decision)).toContain(`identity_${expected.verstat}`);
});

test('a call that goes on to another carrier keeps its identity untouched, with our div beside it', async () => {
  const { app, organizationId, phones } = await scene(1, world(true));
  const carrier = await makeCarrier(app, { forwardedCallerId: 'original' });
  const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
  const value = identityFor('+33612345678', number, app.clock.nowMs());
  void carrier.call(number, { from: '<sip:+33612345678@127.0.0.1>', headers: [{ name: 'Identity', value }] });
  await phones[0]!.answerNext();
  const { cookie } = phones[0]!.user;
  const { items } = await get<{ items: LiveCall[] }>(app, '/api/v1/live-calls', cookie);
  await post(app, `/api/v1/live-calls/${items[0]!.id}/transfer`, cookie, { to: '0142685300' });
  await carrier.nextCall();
  const [kept, ours] = identitiesIn((await carrier.waitForMessage(/^INVITE sip:\+33142685300/)).text);
  expect(kept).toBe(value);
  expect(readPassport(ours!.split(';')[0]!)).toMatchObject({
    ppt: 'div',
    orig: '33612345678',
    dest: ['33142685300'],
    divertedBy: number.slice(1),
  });
});

test.each([true, false])('our own caller is signed for when there is a certificate: %s', async (signing) => {
  const { app, organizationId, phones } = await scene(1, world(signing));
  const carrier = await makeCarrier(app);
  const { number } = await makeNumber(app, { organizationId, assignedUserId: phones[0]!.user.id });
  void phones[0]!.call('0142685300');
  (await carrier.nextCall()).reject(486);
  const identities = identitiesIn((await carrier.waitForMessage(/^INVITE/)).text);
  expect(identities).toHaveLength(signing ? 1 : 0);
  if (!signing) return;
  expect(readPassport(identities[0]!.split(';')[0]!)).toMatchObject({
    attestation: 'A',
    orig: number.slice(1),
    dest: ['33142685300'],
  });
});
