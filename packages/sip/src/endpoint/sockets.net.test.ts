/** Two endpoints and raw sockets on the real loopback network. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createLoopbackAgent } from '../testing/loopback-agent.ts';
import { createSipEndpoint } from './endpoint.ts';
import type { SipEndpoint, SipEndpointOptions } from './types.ts';

const endpoints: SipEndpoint[] = [];

const create = async (options: SipEndpointOptions = {}): Promise<{ endpoint: SipEndpoint; port: number }> => {
  const endpoint = createSipEndpoint(options);
  endpoints.push(endpoint);
  const { port } = await endpoint.addUdp({ address: '127.0.0.1', port: 0 });
  await endpoint.addTcp({ address: '127.0.0.1', port });
  return { endpoint, port };
};

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

const answerRequests = (endpoint: SipEndpoint): void => endpoint.onRequest(({ respond }) => respond(200));

const options = (port: number, extra = ''): string =>
  [
    'OPTIONS sip:x@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bK${Math.random().toString(36).slice(2)}`,
    'Max-Forwards: 70',
    'From: <sip:a@example.com>;tag=1',
    'To: <sip:x@127.0.0.1>',
    `Call-ID: ${Math.random()}`,
    'CSeq: 1 OPTIONS',
    `${extra}Content-Length: 0`,
    '',
    '',
  ].join('\r\n');

/** Collects until the text holds as many status lines as wanted, or the connection ends. */
const read = (socket: ReturnType<typeof connect>, wanted: number): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
    if (text.split('SIP/2.0 ').length > wanted) resolve(text);
  });
  socket.on('close', () => resolve(text));
  socket.on('error', () => resolve(text));
  return promise;
};

describe('TCP', () => {
  test('three messages in one segment, one message byte by byte, and a keep-alive between', async () => {
    const { endpoint, port } = await create();
    answerRequests(endpoint);
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const answers = read(socket, 4);
    socket.write(options(port) + options(port) + '\r\n\r\n' + options(port));
    for (const byte of options(port)) socket.write(byte);
    const text = await answers;
    expect(text.match(/SIP\/2\.0 200/g)).toHaveLength(4);
    expect(endpoint.stats().dropped).toEqual({ keep_alive: 1 });
    socket.destroy();
  });

  test('half-open and dripping connections are closed; a talking one is not', async () => {
    const { endpoint, port } = await create({ limits: { firstMessageMs: 150, messageMs: 150 } });
    answerRequests(endpoint);
    const silent = read(connect(port, '127.0.0.1'), 1);
    const drip = connect(port, '127.0.0.1');
    const dripped = read(drip, 1);
    drip.write('OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: ');
    const good = connect(port, '127.0.0.1');
    const answered = read(good, 1);
    good.write(options(port));
    expect(await Promise.all([silent, dripped])).toEqual(['', '']);
    expect(await answered).toContain('SIP/2.0 200');
    expect(endpoint.stats().flowsLive).toBe(1);
    good.destroy();
  });

  test('too many connections of one source are refused', async () => {
    const { endpoint, port } = await create({ limits: { connectionsPerSource: 2 } });
    answerRequests(endpoint);
    const kept = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (const socket of kept) {
      const answered = read(socket, 1);
      socket.write(options(port));
      await answered;
    }
    expect(await read(connect(port, '127.0.0.1'), 1)).toBe('');
    expect(endpoint.stats().dropped).toMatchObject({ too_many_connections: 1 });
    for (const socket of kept) socket.destroy();
  });

  test('a connection that breaks fails the requests waiting on it at once', async () => {
    const server = await create();
    const client = await create();
    server.endpoint.onRequest(({ flow }) => {
      expect(flow.transport).toBe('tcp');
      void server.endpoint.close();
    });
    const uri = `sip:x@127.0.0.1:${server.port};transport=tcp`;
    const result = await client.endpoint.request({ method: 'OPTIONS', uri, from: '<sip:a@example.com>' });
    expect(result).toEqual({ kind: 'transport_error', detail: 'connection closed' });
  });

  test('nobody listens: transport error; a request too large for UDP goes by TCP, or by UDP without TCP', async () => {
    const client = await create();
    const refused = await client.endpoint.request({
      method: 'OPTIONS',
      uri: 'sip:127.0.0.1:9;transport=tcp',
      from: '<sip:a@x.example>',
    });
    expect(refused).toEqual({ kind: 'transport_error', detail: 'ECONNREFUSED' });
    const both = await create();
    answerRequests(both.endpoint);
    const udpOnly = createSipEndpoint();
    endpoints.push(udpOnly);
    answerRequests(udpOnly);
    const { port } = await udpOnly.addUdp({ address: '127.0.0.1', port: 0 });
    const large = (to: number) =>
      client.endpoint.request({
        method: 'MESSAGE',
        uri: `sip:127.0.0.1:${to}`,
        from: '<sip:a@x.example>',
        body: 'x'.repeat(1_500),
        contentType: 'text/plain',
      });
    expect(await large(both.port)).toMatchObject({ kind: 'response', flow: { transport: 'tcp' } });
    expect(await large(port)).toMatchObject({ kind: 'response', flow: { transport: 'udp' } });
  });
});

/** A fresh self-signed certificate for localhost. */
const certificate = (): { cert: Buffer; key: Buffer } => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-tls-'));
  const file = (name: string): string => join(folder, name);
  const args =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1';
  execFileSync('openssl', [...args.split(' '), '-keyout', file('key.pem'), '-out', file('cert.pem')], {
    stdio: 'ignore',
  });
  return { cert: readFileSync(file('cert.pem')), key: readFileSync(file('key.pem')) };
};

describe('TLS', () => {
  test('a call with the certificate checked, and none with an unknown one', async () => {
    const { cert, key } = certificate();
    const server = createSipEndpoint();
    const trusting = createSipEndpoint({ tlsClient: { ca: cert } });
    const careful = createSipEndpoint();
    endpoints.push(server, trusting, careful);
    const { port } = await server.addTls({ address: '127.0.0.1', port: 0, cert, key });
    answerRequests(server);
    const request = { method: 'OPTIONS', uri: `sips:127.0.0.1:${port}`, from: '<sip:a@x.example>' };
    expect(await trusting.request(request)).toMatchObject({
      kind: 'response',
      response: { status: 200 },
      flow: { transport: 'tls' },
    });
    expect(await careful.request(request)).toMatchObject({
      kind: 'transport_error',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  test('1.2 and 1.3, nothing older', async () => {
    const endpoint = createSipEndpoint();
    endpoints.push(endpoint);
    const { port } = await endpoint.addTls({ address: '127.0.0.1', port: 0, ...certificate() });
    const shake = (version: SecureVersion): Promise<string> => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const versions = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' };
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...versions });
      socket.once('secureConnect', () => resolve(socket.getProtocol() ?? 'none'));
      socket.once('error', () => resolve('refused'));
      socket.once('close', () => resolve('refused'));
      return promise.finally(() => socket.destroy());
    };
    const asked = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
    expect(await Promise.all(asked.map(shake))).toEqual(['refused', 'refused', 'TLSv1.2', 'TLSv1.3']);
  });

  test('a handshake that drips in is ended by its deadline, and the place is free again', async () => {
    const limits = { firstMessageMs: 400, connectionsPerSource: 1 };
    const endpoint = createSipEndpoint({ limits });
    endpoints.push(endpoint);
    const { port } = await endpoint.addTls({ address: '127.0.0.1', port: 0, ...certificate() });
    const hello = Buffer.from('16030100c8010000c40303'.padEnd(400, '00'), 'hex');
    const drip = async (): Promise<number> => {
      const startedMs = performance.now();
      const socket = connect({ port, host: '127.0.0.1' });
      let sent = 0;
      const timer = setInterval(() => socket.write(hello.subarray(sent, ++sent)), 50);
      await read(socket, 1);
      clearInterval(timer);
      return performance.now() - startedMs;
    };
    // Fifty bytes would take twenty seconds and more if each one bought new time.
    for (let time = 0; time < 2; time += 1) expect(await drip()).toBeLessThan(5_000);
    expect(endpoint.stats().dropped).toEqual({});
  });
});

describe('UDP', () => {
  test('garbage of all kinds is counted and dropped; the wall is not touched', async () => {
    const { endpoint, port } = await create();
    answerRequests(endpoint);
    const socket = createSocket('udp4');
    const heard: string[] = [];
    socket.on('message', (bytes) => heard.push(bytes.toString()));
    const send = (data: string | Buffer) => socket.send(data, port, '127.0.0.1');
    send(Buffer.from([0, 1, 2, 3, 255, 254]));
    send('INVITE sip:x SIP/2.0\r\n\r\n');
    send(
      'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKnone\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n',
    );
    send('\r\n\r\n');
    send(options(port).replace('branch=z9hG4bK', 'rport;branch=old-'));
    send('x'.repeat(60_000));
    const answered = Promise.withResolvers<void>();
    socket.on('message', (bytes) => bytes.includes('SIP/2.0 200') && answered.resolve());
    send(options(port).replace('/TCP', '/UDP').replace(';branch', ';rport;branch'));
    await answered.promise;
    expect(heard.some((text) => text.startsWith('SIP/2.0 400'))).toBe(true);
    expect(endpoint.stats()).toMatchObject({ internalErrors: 0, dropped: { no_transaction: 1, keep_alive: 1 } });
    expect(endpoint.stats().dropped['garbage']).toBeGreaterThanOrEqual(3);
    socket.close();
  });

  test('loopback telephones call each other, hold and hang up', async () => {
    const server = { address: '127.0.0.1', port: 9 };
    const make = (username: string) => createLoopbackAgent({ username, password: 'x', domain: 'example.com', server });
    const [alice, bob] = await Promise.all([make('alice'), make('bob')]);
    endpoints.push(alice.endpoint, bob.endpoint);
    const call = alice.call(`sip:bob@127.0.0.1:${bob.port}`, { route: [] });
    const callee = await bob.answerNext();
    callee.onReinvite((_offer, reply) => void reply.accept('v=0\r\n'));
    const result = await call.result;
    if (result.kind !== 'answered') throw new Error(result.kind);
    expect(await result.session.reinvite({ body: 'v=0\r\n' })).toMatchObject({ kind: 'accepted' });
    await result.session.bye();
    expect((await bob.waitForMessage(/^BYE /)).direction).toBe('in');
  });
});
