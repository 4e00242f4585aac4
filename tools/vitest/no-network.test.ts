import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';

/** Takes the attempts of this test away, so that the common set-up does not fail it for what it did on purpose. */
const takeAttempts = () => globalThis.carillonNetworkAttempts?.splice(0) ?? [];

test('a TCP connection to another machine throws and is remembered', () => {
  expect(() => connect(80, '192.0.2.1')).toThrow(/may not use the network/);
  expect(() => connect({ host: 'example.org', port: 443 })).toThrow(/may not use the network/);
  expect(takeAttempts()).toEqual(['tcp 192.0.2.1:80', 'tcp example.org:443']);
});

test('fetch to another machine fails and is remembered', async () => {
  await expect(fetch('http://192.0.2.1/')).rejects.toThrow();
  expect(takeAttempts()).toEqual(['tcp 192.0.2.1:80']);
});

test('a datagram to another machine throws and is remembered', () => {
  const socket = createSocket('udp4');
  expect(() => socket.send('x', 5060, '192.0.2.1')).toThrow(/may not use the network/);
  socket.close();
  expect(takeAttempts()).toEqual(['udp 192.0.2.1']);
});

test('loopback is open', async () => {
  const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.3');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.3');
  const [data] = (await once(client, 'data')) as [Buffer];
  expect(data.toString()).toBe('hello');
  server.close();
  expect(takeAttempts()).toEqual([]);
});
