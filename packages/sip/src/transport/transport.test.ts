import { describe, expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { SimulatedNetwork } from '../testing/simulated-network.ts';
import type { SimulatedStream } from '../testing/simulated-stream.ts';
import { createSipEndpoint } from '../endpoint/endpoint.ts';
import { contactUri, sentBy } from './local-address.ts';
import { TokenBuckets } from './token-bucket.ts';

describe('token buckets', () => {
  test('let a burst through, then the rate; sources do not share', async () => {
    const clock = new FakeClock();
    const buckets = new TokenBuckets({ clock, ratePerSecond: 2, burst: 3 });
    const take = (times: number, source = 'a') =>
      Array.from({ length: times }, () => buckets.take(source)).filter(Boolean).length;
    expect(take(10)).toBe(3);
    expect(take(10, 'b')).toBe(3);
    await clock.advance(1_000);
    expect(take(10)).toBe(2);
    await clock.advance(60_000);
    expect(take(10)).toBe(3);
  });

  test('remember a bounded number of sources', () => {
    const buckets = new TokenBuckets({ clock: new FakeClock(), ratePerSecond: 1, burst: 1, maxSources: 100 });
    for (let source = 0; source < 10_000; source += 1) buckets.take(`${source}`);
    expect(buckets.size).toBeLessThanOrEqual(100);
  });
});

describe('addresses of our own', () => {
  const flow = {
    id: '',
    transport: 'udp',
    localAddress: '10.0.0.1',
    localPort: 5060,
    remoteAddress: '1',
    remotePort: 1,
  } as const;

  test('the public address where one is set, brackets around IPv6, the listener for connections', () => {
    const udp = { transport: 'udp', address: '10.0.0.1', port: 5060 } as const;
    expect(sentBy(flow, [udp])).toBe('10.0.0.1:5060');
    expect(sentBy(flow, [{ ...udp, publicAddress: '203.0.113.7', publicPort: 5080 }])).toBe('203.0.113.7:5080');
    expect(sentBy(flow, [{ ...udp, address: '0.0.0.0' }])).toBe('10.0.0.1:5060');
    expect(sentBy({ ...flow, localAddress: '::1' }, [])).toBe('[::1]:5060');
    const tcp = { transport: 'tcp', address: '10.0.0.1', port: 5062 } as const;
    expect(sentBy({ ...flow, transport: 'tcp', localPort: 41_000 }, [udp, tcp])).toBe('10.0.0.1:5062');
    expect(contactUri('x', '10.0.0.1:5060', 'wss')).toBe('sip:x@10.0.0.1:5060;transport=ws');
  });
});

describe('streams', () => {
  test('messages cut into single bytes share one connection, which ends when idle', async () => {
    const clock = new FakeClock();
    const network = new SimulatedNetwork(clock);
    const [server, client] = [1, 2].map(() =>
      createSipEndpoint({ clock, limits: { idleMs: 60_000 } }, network.driver),
    ) as [ReturnType<typeof createSipEndpoint>, ReturnType<typeof createSipEndpoint>];
    await server.addTcp({ address: '127.0.0.2', port: 5060 });
    await client.addTcp({ address: '127.0.0.1', port: 5060 });
    const connect = network.driver.connectStream;
    const opened: SimulatedStream[] = [];
    (network.driver as { connectStream: typeof connect }).connectStream = async (options) => {
      const stream = (await connect(options)) as SimulatedStream;
      stream.pieceBytes = 1;
      opened.push(stream);
      return stream;
    };
    server.onRequest(({ respond }) => respond(200));
    const ask = () =>
      client.request({ method: 'OPTIONS', uri: 'sip:127.0.0.2;transport=tcp', from: '<sip:a@x.example>' });
    const results: string[] = [];
    for (let count = 0; count < 3; count += 1) void ask().then(({ kind }) => results.push(kind));
    await clock.advance(10);
    expect(results).toEqual(['response', 'response', 'response']);
    expect(opened).toHaveLength(1);
    await clock.advance(61_000);
    expect([server.stats().flowsLive, client.stats().flowsLive, server.stats().timersLive]).toEqual([0, 0, 0]);
  });
});
