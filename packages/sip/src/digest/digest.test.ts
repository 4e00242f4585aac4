import { describe, expect, it } from 'vitest';
import { parseAuthValue } from '../headers/auth.ts';
import { paramValue } from '../headers/params.ts';
import type { SipHeader, SipRequest, SipResponse } from '../message.ts';
import { createDigestClient } from './client.ts';
import { digestHa1, digestHash, digestResponse } from './hash.ts';
import { createNonceIssuer } from './nonce-issuer.ts';
import { digestChallenge, readDigestCredentials, verifyDigest, type DigestVerdict } from './server.ts';

const now = Date.UTC(2026, 0, 5, 9);
const realm = 'sip.example.com';
const secret = new Uint8Array(32).fill(7);
const body = new Uint8Array(0);

function request(headers: readonly SipHeader[] = [], method = 'REGISTER'): SipRequest {
  return { kind: 'request', method, uri: 'sip:sip.example.com', headers, body };
}
function challenged(headers: readonly SipHeader[], status = 401): SipResponse {
  return { kind: 'response', status, reason: 'Unauthorized', headers, body };
}
const ha1s = (password: string, username = 'ada') => ({
  'SHA-256': digestHa1('SHA-256', { username, realm, password }),
  MD5: digestHa1('MD5', { username, realm, password }),
});

describe('digest computation', () => {
  it('RFC 2617 §3.5', () => {
    const ha1 = digestHa1('MD5', { username: 'Mufasa', realm: 'testrealm@host.com', password: 'Circle Of Life' });
    const response = digestResponse('MD5', ha1, {
      method: 'GET',
      uri: '/dir/index.html',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      qop: { nonceCount: '00000001', clientNonce: '0a4f113b' },
    });
    expect(ha1).toBe('939e7578ed9e3c518a452acee763bce9');
    expect(response).toBe('6629fae49393a05397450978507c4ef1');
  });

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('RFC 7616 §3.9.1, %s', (algorithm, expected) => {
    const account = { username: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life' };
    const response = digestResponse(algorithm, digestHa1(algorithm, account), {
      method: 'GET',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      qop: { nonceCount: '00000001', clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
    });
    expect(response).toBe(expected);
  });

  it('SHA-512/256 is the algorithm of its own, not SHA-512 cut short (FIPS 180-4 example)', () => {
    expect(digestHash('SHA-512-256', 'abc')).toBe('53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23');
  });

  it('without qop it is the form of RFC 2069', () => {
    const ha1 = digestHa1('MD5', { username: 'u', realm: 'r', password: 'p' });
    const expected = digestHash('MD5', `${ha1}:n:${digestHash('MD5', 'REGISTER:sip:h')}`);
    expect(digestResponse('MD5', ha1, { method: 'REGISTER', uri: 'sip:h', nonce: 'n' })).toBe(expected);
  });
});

/** A server with one user, and what it says to a request. */
function server(password = 'sesame') {
  const nonces = createNonceIssuer({ secret });
  const challenge = (at = now, stale = false) => {
    return challenged(digestChallenge({ kind: 'server', realm, nonce: nonces.issue(at), stale }).headers);
  };
  const check = (sent: SipRequest, at = now): DigestVerdict | undefined => {
    const credentials = readDigestCredentials(sent, { kind: 'server', realm });
    if (credentials === undefined) return undefined;
    const stored = credentials.username === 'ada' ? ha1s(password) : undefined;
    return verifyDigest(credentials, { method: sent.method, ha1s: stored, nonces, nowMilliseconds: at });
  };
  return { nonces, challenge, check };
}

describe('server and client together', () => {
  it('offers MD5 alone to a peer that fails on more, MD5 before SHA-256 to others', () => {
    const offered = (userAgent: string) => {
      const asking = request([{ name: 'User-Agent', value: userAgent }]);
      return digestChallenge({ kind: 'proxy', realm, nonce: 'n', request: asking }).headers.map(({ value }) => {
        return paramValue(parseAuthValue(value)!.params, 'algorithm');
      });
    };
    expect(offered('baresip v1.0.0 (x86_64/linux)')).toEqual(['MD5']);
    expect(offered('Phone/2.0')).toEqual(['MD5', 'SHA-256']);
  });

  it('offers what it is told, and the client takes the strongest wherever it stands', () => {
    const { status, headers } = digestChallenge({ kind: 'server', realm, nonce: 'n', algorithms: ['SHA-256', 'MD5'] });
    expect(status).toBe(401);
    expect(headers.map((header) => header.value)).toEqual([
      `Digest realm="${realm}", nonce="n", algorithm=SHA-256, qop="auth"`,
      `Digest realm="${realm}", nonce="n", algorithm=MD5, qop="auth"`,
    ]);
    const client = createDigestClient({ username: 'ada', password: 'sesame' });
    const answer = client.answer(challenged(headers.toReversed()), request());
    expect(answer).toHaveLength(1);
    expect(paramValue(parseAuthValue(answer![0]!.value)!.params, 'algorithm')).toBe('SHA-256');
  });

  it('accepts the right password with either algorithm, then the next count without a challenge', () => {
    for (const line of [0, 1]) {
      const { challenge, check } = server();
      const client = createDigestClient({ username: 'ada', password: 'sesame' });
      const only = challenged([challenge().headers[line]!]);
      expect(check(request(client.answer(only, request())))).toEqual({ kind: 'ok' });
      const next = client.authorize(request());
      expect(paramValue(parseAuthValue(next[0]!.value)!.params, 'nc')).toBe('00000002');
      expect(check(request(next))).toEqual({ kind: 'ok' });
    }
  });

  it('refuses a wrong password, an unknown user, another method, and a changed digit', () => {
    const { challenge, check } = server();
    const answerAs = (username: string, password: string) => {
      return createDigestClient({ username, password }).answer(challenge(), request())!;
    };
    expect(check(request(answerAs('ada', 'wrong')))).toEqual({ kind: 'wrong' });
    expect(check(request(answerAs('eve', 'sesame')))).toEqual({ kind: 'wrong' });
    const right = answerAs('ada', 'sesame');
    expect(check(request(right, 'INVITE'))).toEqual({ kind: 'wrong' });
    const flip = (_: string, start: string, digit: string) => `${start}${digit === '0' ? '1' : '0'}`;
    const changed = right.map(({ name, value }) => ({ name, value: value.replace(/(response=")(.)/, flip) }));
    expect(check(request(changed))).toEqual({ kind: 'wrong' });
    expect(check(request(right))).toEqual({ kind: 'ok' });
  });

  it('an unknown user cannot sign in with the digest of an empty HA1', () => {
    const { nonces, check } = server();
    const nonce = nonces.issue(now);
    const response = digestResponse('MD5', '', {
      method: 'REGISTER',
      uri: 'sip:sip.example.com',
      nonce,
      qop: { nonceCount: '00000001', clientNonce: 'c' },
    });
    const value =
      `Digest username="eve", realm="${realm}", nonce="${nonce}", uri="sip:sip.example.com", ` +
      `response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"`;
    expect(check(request([{ name: 'Authorization', value }]))).toEqual({ kind: 'wrong' });
  });

  it('calls right credentials stale when the nonce is old, replayed, or of another server', () => {
    const { challenge, check } = server();
    const client = createDigestClient({ username: 'ada', password: 'sesame' });
    const sent = request(client.answer(challenge(), request()));
    expect(check(sent, now + 300_000)).toEqual({ kind: 'stale', cause: 'expired' });
    expect(check(sent)).toEqual({ kind: 'ok' });
    expect(check(sent)).toEqual({ kind: 'stale', cause: 'replayed' });
    const elsewhere = challenged(digestChallenge({ kind: 'server', realm, nonce: 'restarted' }).headers);
    const other = createDigestClient({ username: 'ada', password: 'sesame' });
    expect(check(request(other.answer(elsewhere, request())))).toEqual({ kind: 'stale', cause: 'foreign' });
  });

  it('the client repeats after stale, but not after a refusal', () => {
    const { challenge } = server();
    const client = createDigestClient({ username: 'ada', password: 'sesame' });
    const sent = request(client.answer(challenge(), request()));
    expect(client.answer(challenge(), sent)).toBeUndefined();
    const again = client.answer(challenge(now, true), sent);
    expect(paramValue(parseAuthValue(again![0]!.value)!.params, 'nc')).toBe('00000001');
  });

  it('the client answers a proxy and a server at once, and never auth-int', () => {
    const client = createDigestClient({ username: 'ada', password: 'sesame' });
    const headers = [
      { name: 'Proxy-Authenticate', value: 'Digest realm="p", nonce="1", opaque="o", qop="auth-int,auth"' },
      { name: 'WWW-Authenticate', value: 'Digest realm="s", nonce="2"' },
      { name: 'WWW-Authenticate', value: 'Digest realm="t", nonce="3", qop="auth-int"' },
      { name: 'WWW-Authenticate', value: 'Digest realm="s", nonce="4", algorithm=UNKNOWN' },
    ];
    const answer = client.answer(challenged(headers, 407), request());
    expect(answer?.map((header) => header.name)).toEqual(['Authorization', 'Proxy-Authorization']);
    expect(answer?.[0]?.value).not.toContain('qop');
    expect(answer?.[1]?.value).toContain('opaque="o"');
    expect(answer?.[1]?.value).toContain('qop=auth,');
    expect(client.answer(challenged(headers.slice(2, 3)), request())).toBeUndefined();
  });

  it.each([
    ['no qop', (value: string) => value.replace('qop=auth, ', '')],
    ['short count', (value: string) => value.replace('nc=00000001', 'nc=1')],
    ['another realm', (value: string) => value.replace(realm, 'other')],
    ['another scheme', (value: string) => value.replace('Digest', 'Basic')],
    ['no response', (value: string) => value.replace(/response="[^"]*", /, '')],
    ['auth-int', (value: string) => value.replace('qop=auth', 'qop=auth-int')],
  ])('the server does not read credentials with %s', (_title, change) => {
    const { challenge } = server();
    const sent = createDigestClient({ username: 'ada', password: 'x' }).answer(challenge(), request())!;
    const changed = sent.map(({ name, value }) => ({ name, value: change(value) }));
    expect(readDigestCredentials(request(sent), { kind: 'server', realm })).toBeDefined();
    expect(readDigestCredentials(request(changed), { kind: 'server', realm })).toBeUndefined();
  });
});

describe('nonce issuer', () => {
  const issuer = (maxTracked = 100) => createNonceIssuer({ secret, lifeSeconds: 60, maxTracked });

  it('knows its own nonces, also in another process with the same secret', () => {
    expect(issuer().use(issuer().issue(now), 1, { nowMilliseconds: now })).toBe('fresh');
    const other = createNonceIssuer({ secret: new Uint8Array(32).fill(8) });
    expect(other.use(issuer().issue(now), 1, { nowMilliseconds: now })).toBe('foreign');
  });

  it('refuses made-up, altered and future nonces', () => {
    const nonces = issuer();
    const nonce = nonces.issue(now);
    const last = nonce.at(-1) === 'A' ? 'B' : 'A';
    for (const forged of [
      '',
      'x',
      `${nonce}=`,
      `${nonce.slice(0, -1)}${last}`,
      nonce.replace(/^./, '_'),
      `${nonce}\n`,
    ]) {
      expect(nonces.use(forged, 1, { nowMilliseconds: now })).toBe('foreign');
    }
    expect(nonces.use(nonces.issue(now + 120_000), 1, { nowMilliseconds: now })).toBe('foreign');
    expect(nonces.trackedCount).toBe(0);
  });

  it('accepts each count once, in any order within the window', () => {
    const nonces = issuer();
    const nonce = nonces.issue(now);
    const counts = [1, 3, 2, 2, 3, 1, 40, 9, 8, 40, 0xffff_ffff];
    const fresh = counts.filter((count) => nonces.use(nonce, count, { nowMilliseconds: now }) === 'fresh');
    expect(fresh).toEqual([1, 3, 2, 40, 9, 0xffff_ffff]);
  });

  it('forgets expired nonces and stays within its limit without reopening a replay', () => {
    const nonces = issuer(2);
    const [first, second, third] = [nonces.issue(now), nonces.issue(now + 1), nonces.issue(now + 2)];
    for (const nonce of [first, second, third])
      expect(nonces.use(nonce, 1, { nowMilliseconds: now + 2 })).toBe('fresh');
    expect(nonces.trackedCount).toBe(2);
    expect(nonces.use(first, 1, { nowMilliseconds: now + 3 })).toBe('expired');
    const later = nonces.issue(now + 100_000);
    expect(nonces.use(later, 1, { nowMilliseconds: now + 100_000 })).toBe('fresh');
    expect(nonces.trackedCount).toBe(1);
  });

  it('gives a nonce to one peer only', () => {
    const nonces = issuer();
    const nonce = nonces.issue(now, '127.0.0.2');
    const moment = { nowMilliseconds: now, audience: '127.0.0.3' };
    expect(nonces.check(nonce, moment)).toBe('foreign');
    expect(nonces.use(nonce, 1, moment)).toBe('foreign');
    expect(nonces.check(nonce, { ...moment, audience: '127.0.0.2' })).toBe('good');
    expect(nonces.use(nonce, 1, { ...moment, audience: '127.0.0.2' })).toBe('fresh');
  });

  it('refuses a short secret', () => {
    expect(() => createNonceIssuer({ secret: new Uint8Array(16) })).toThrow('shorter than 32');
  });
});
