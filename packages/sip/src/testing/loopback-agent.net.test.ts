/** The loopback telephone against a small registrar made of this package's digest server. */
import { afterEach, expect, test } from 'vitest';
import { digestHa1 } from '../digest/hash.ts';
import { createNonceIssuer } from '../digest/nonce-issuer.ts';
import { digestChallenge, readDigestCredentials, verifyDigest } from '../digest/server.ts';
import { createSipEndpoint } from '../endpoint/endpoint.ts';
import type { IncomingRequest, SipEndpoint } from '../endpoint/types.ts';
import { createLoopbackAgent } from './loopback-agent.ts';

const realm = 'example.com';
const endpoints: SipEndpoint[] = [];

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

/** 200 to right credentials of ada, 403 to wrong ones, 401 to none. */
const register =
  (nonces = createNonceIssuer({ secret: new Uint8Array(32) })) =>
  ({ request, respond }: IncomingRequest): void => {
    const nowMilliseconds = 1_000_000;
    const credentials = readDigestCredentials(request, { kind: 'server', realm });
    if (credentials === undefined) {
      const { status, headers } = digestChallenge({ kind: 'server', realm, nonce: nonces.issue(nowMilliseconds) });
      return respond(status, { headers });
    }
    const { algorithm } = credentials;
    const ha1s = { [algorithm]: digestHa1(algorithm, { username: 'ada', realm, password: 'secret' }) };
    const verdict = verifyDigest(credentials, { method: 'REGISTER', ha1s, nonces, nowMilliseconds });
    respond(verdict.kind === 'ok' ? 200 : 403);
  };

test.each(['udp', 'tcp'] as const)(
  'registers with digest over %s, again, and not with a wrong password',
  async (transport) => {
    const server = createSipEndpoint();
    const { port } = await server.addUdp({ address: '127.0.0.1', port: 0 });
    await server.addTcp({ address: '127.0.0.1', port });
    server.onRequest(register());
    const shared = { username: 'ada', domain: realm, server: { address: '127.0.0.1', port }, transport };
    const ada = await createLoopbackAgent({ ...shared, password: 'secret' });
    const mallory = await createLoopbackAgent({ ...shared, password: 'guess' });
    endpoints.push(server, ada.endpoint, mallory.endpoint);
    expect(await ada.register()).toMatchObject({
      kind: 'response',
      cseq: 2,
      response: { status: 200 },
      flow: { transport },
    });
    expect(await ada.register(0)).toMatchObject({ kind: 'response', cseq: 4, response: { status: 200 } });
    expect(await mallory.register()).toMatchObject({ kind: 'response', response: { status: 403 } });
    expect(ada.messages.filter(({ text }) => text.startsWith('REGISTER'))).toHaveLength(4);
  },
);

test('who gave up waiting for a call does not take the next one', async () => {
  const server = { address: '127.0.0.1', port: 9 };
  const make = (username: string) => createLoopbackAgent({ username, password: 'x', domain: realm, server });
  const [ada, ben] = [await make('ada'), await make('ben')];
  endpoints.push(ada.endpoint, ben.endpoint);
  await expect(ben.nextCall(10)).rejects.toThrow('nothing came in 10 ms');
  const call = ada.call(`sip:ben@127.0.0.1:${ben.port}`, { route: [] });
  (await ben.nextCall()).reject(486);
  expect(await call.result).toMatchObject({ kind: 'rejected', response: { status: 486 } });
});
