import { describe, expect, test } from 'vitest';
import type { ResolvedTarget } from '../endpoint/types.ts';
import { FakeClock, settle } from '../testing/fake-clock.ts';
import { SimulatedNetwork } from '../testing/simulated-network.ts';
import type { SimulatedStream } from '../testing/simulated-stream.ts';
import { createSipEndpoint } from '../endpoint/endpoint.ts';
import { contactUri, sentBy } from './local-address.ts';
import { createResolver } from './resolver.ts';
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

describe('resolver', () => {
  const question = { port: null, transport: null, secure: false } as const;

  test('IP literals need no lookup and no promise', () => {
    const resolve = createResolver(new FakeClock(), () => Promise.reject(new Error('must not be asked')));
    expect(resolve({ ...question, host: '192.0.2.1' })).toEqual([
      { transport: 'udp', address: '192.0.2.1', port: 5060 },
    ]);
    expect(resolve({ ...question, host: '2001:db8::1', secure: true })).toEqual([
      { transport: 'tls', address: '2001:db8::1', port: 5061 },
    ]);
  });

  test('names are asked once a minute, failures once in ten seconds', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const resolve = createResolver(clock, (host) => {
      asked += 1;
      return host === 'good.example'
        ? Promise.resolve(['192.0.2.1', '192.0.2.2'])
        : Promise.reject(new Error('no such name'));
    });
    const ask = (host: string): Promise<readonly ResolvedTarget[]> =>
      Promise.resolve(resolve({ ...question, host, port: 5070 }));
    expect(await Promise.all([ask('good.example'), ask('GOOD.example')])).toEqual(
      ['good.example', 'GOOD.example'].map((serverName) =>
        ['192.0.2.1', '192.0.2.2'].map((address) => ({ transport: 'udp', address, port: 5070, serverName })),
      ),
    );
    expect(asked).toBe(1);
    expect(await ask('bad.example')).toEqual([]);
    await settle();
    await clock.advance(11_000);
    await ask('bad.example');
    await ask('good.example');
    expect(asked).toBe(3);
    await clock.advance(60_000);
    await ask('good.example');
    expect(asked).toBe(4);
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
