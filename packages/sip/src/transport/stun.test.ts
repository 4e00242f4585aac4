/** STUN on a SIP port, with the test vectors of RFC 5769 for the addresses. */
import { expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { SimulatedNetwork } from '../testing/simulated-network.ts';
import { createSipEndpoint } from '../endpoint/endpoint.ts';
import { answerStun, looksLikeStun } from './stun.ts';

const id = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');
const request = (attributes = '', type = '0001'): Buffer => {
  const length = (attributes.length / 2).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(`${type}${length}2112a442`, 'hex'), id, Buffer.from(attributes, 'hex')]);
};
const hex = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString('hex'));

test('RFC 5769 2.2, 2.3: the address seen, xored', () => {
  expect(hex(answerStun(request(), '192.0.2.1', 32_853))).toBe(
    `0101000c2112a442${id.toString('hex')}002000080001a147e112a643`,
  );
  expect(hex(answerStun(request(), '2001:db8:1234:5678:11:2233:4455:6677', 32_853))).toBe(
    `010100182112a442${id.toString('hex')}002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9`,
  );
  expect(hex(answerStun(request(), '::ffff:192.0.2.1', 1))?.slice(-8)).toBe(
    hex(Buffer.from([192 ^ id[8]!, 0 ^ id[9]!, 2 ^ id[10]!, 1 ^ id[11]!])),
  );
});

test('optional attributes are skipped; what is no plain request gets nothing', () => {
  expect(answerStun(request('80220003616263ff'), '192.0.2.1', 1)).not.toBe(null);
  expect(answerStun(request('0006000461626364'), '192.0.2.1', 1)).toBe(null);
  expect(answerStun(request('802200ff61626364'), '192.0.2.1', 1)).toBe(null);
  for (const type of ['0011', '0101', '0111', '0003']) expect(answerStun(request('', type), '192.0.2.1', 1)).toBe(null);
  expect(answerStun(Buffer.concat([request(), Buffer.alloc(4)]), '192.0.2.1', 1)).toBe(null);
  expect(looksLikeStun(Buffer.from('OPTIONS sip:x SIP/2.0\r\n'))).toBe(false);
  expect(looksLikeStun(request().subarray(0, 19))).toBe(false);
});

test('RFC 5626 4.4.2: a UDP SIP port answers, and counts a keep-alive', async () => {
  const clock = new FakeClock();
  const network = new SimulatedNetwork(clock);
  const endpoint = createSipEndpoint({ clock, admit: ({ port }) => port !== 5066 }, network.driver);
  await endpoint.addUdp({ address: '127.0.0.2', port: 5060 });
  const heard: string[] = [];
  const bind = (port: number) =>
    network.driver.bindUdp({
      address: '127.0.0.3',
      port,
      reusePort: false,
      onDatagram: (bytes) => heard.push(`${port} ${hex(bytes)!.slice(0, 8)}`),
    });
  for (const port of [5062, 5066]) (await bind(port)).send(request(), 5060, '127.0.0.2', () => undefined);
  await clock.advance(1);
  expect(heard).toEqual(['5062 0101000c']);
  expect(endpoint.stats()).toMatchObject({ messagesReceived: 0, dropped: { keep_alive: 1, rate_limited: 1 } });
  await endpoint.close();
});
