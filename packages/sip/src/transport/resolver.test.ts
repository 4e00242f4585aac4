/** Target resolution (RFC 3263) against records that the test writes. */
import { describe, expect, test } from 'vitest';
import type { ResolveTarget, ResolvedTarget } from '../endpoint/types.ts';
import { FakeClock, settle } from '../testing/fake-clock.ts';
import { seededRandom } from '../testing/simulated-network.ts';
import type { DnsLookups, NaptrRecord, SrvRecord } from './dns.ts';
import { createResolver, orderSrv } from './resolver.ts';

type Zone = {
  readonly naptr?: Readonly<Record<string, readonly NaptrRecord[]>>;
  readonly srv?: Readonly<Record<string, readonly SrvRecord[]>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
};

const naptr = (order: number, preference: number, service: string, replacement: string): NaptrRecord => ({
  order,
  preference,
  flags: 's',
  service,
  replacement,
});
const srv = (priority: number, weight: number, port: number, name: string): SrvRecord => ({
  priority,
  weight,
  port,
  name,
});

const setUp = (zone: Zone) => {
  const clock = new FakeClock();
  const asked: string[] = [];
  const look = <Value>(kind: string, records: Readonly<Record<string, Value>> = {}) => {
    return (name: string): Promise<Value> => {
      asked.push(`${kind} ${name}`);
      const found = records[name];
      return found === undefined ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(found);
    };
  };
  const dns: DnsLookups = {
    naptr: look('naptr', zone.naptr),
    srv: look('srv', zone.srv),
    addresses: look('address', zone.addresses),
  };
  const resolve = createResolver(clock, dns, () => 0.5);
  const ask = async (host: string, more: Partial<Parameters<ResolveTarget>[0]> = {}): Promise<string[]> => {
    const targets = await resolve({ host, port: null, transport: null, secure: false, ...more });
    return targets.map(show);
  };
  return { clock, asked, ask, resolve };
};

const show = ({ transport, address, port, serverName }: ResolvedTarget): string =>
  `${transport} ${address}:${port}${serverName === undefined ? '' : ` ${serverName}`}`;

const addresses = { 'a.example.com': ['192.0.2.1'], 'b.example.com': ['192.0.2.2', '2001:db8::2'] };

describe('RFC 3263 4', () => {
  test('IP literals need no lookup and no promise', () => {
    const { resolve, asked } = setUp({});
    const question = { port: null, transport: null, secure: false } as const;
    expect(resolve({ ...question, host: '192.0.2.1' })).toEqual([
      { transport: 'udp', address: '192.0.2.1', port: 5060 },
    ]);
    expect(resolve({ ...question, host: '2001:db8::1', secure: true })).toEqual([
      { transport: 'tls', address: '2001:db8::1', port: 5061 },
    ]);
    expect(asked).toEqual([]);
  });

  test('NAPTR by order and preference, then SRV by priority, then addresses; the certificate is of the name asked', async () => {
    const { ask } = setUp({
      naptr: {
        'example.com': [
          naptr(20, 1, 'SIP+D2U', '_sip._udp.example.com'),
          naptr(10, 2, 'SIP+D2T', '_sip._tcp.example.com'),
          naptr(10, 1, 'SIPS+D2T', '_sips._tcp.example.com'),
          naptr(1, 1, 'SIP+D2S', '_sip._sctp.example.com'),
          { ...naptr(1, 1, 'E2U+sip', ''), flags: 'u' },
        ],
      },
      srv: {
        '_sips._tcp.example.com': [srv(2, 0, 5071, 'b.example.com'), srv(1, 0, 5061, 'a.example.com')],
        '_sip._tcp.example.com': [srv(1, 0, 5060, 'a.example.com')],
      },
      addresses,
    });
    expect(await ask('example.com')).toEqual([
      'tls 192.0.2.1:5061 example.com',
      'tls 192.0.2.2:5071 example.com',
      'tls 2001:db8::2:5071 example.com',
      'tcp 192.0.2.1:5060 example.com',
    ]);
  });

  test('sips takes TLS records only', async () => {
    const { ask, asked } = setUp({
      naptr: { 'example.com': [naptr(1, 1, 'SIP+D2U', '_sip._udp.example.com')] },
      srv: { '_sip._udp.example.com': [srv(1, 0, 5060, 'a.example.com')] },
      addresses: { ...addresses, 'example.com': ['192.0.2.9'] },
    });
    expect(await ask('example.com', { secure: true })).toEqual(['tls 192.0.2.9:5061 example.com']);
    expect(asked).toEqual(['naptr example.com', 'srv _sips._tcp.example.com', 'address example.com']);
  });

  test('without NAPTR the SRV of each transport; without SRV the addresses at the default port', async () => {
    const zone = { srv: { '_sip._tcp.example.com': [srv(1, 0, 5080, 'a.example.com')] }, addresses };
    expect(await setUp(zone).ask('example.com')).toEqual(['tcp 192.0.2.1:5080 example.com']);
    expect(await setUp({ addresses }).ask('b.example.com')).toEqual([
      'udp 192.0.2.2:5060 b.example.com',
      'udp 2001:db8::2:5060 b.example.com',
    ]);
  });

  test('a transport in the URI asks its SRV alone; a port only addresses; names without a domain too', async () => {
    const { ask, asked } = setUp({ addresses: { ...addresses, carrier: ['192.0.2.7'] } });
    expect(await ask('a.example.com', { transport: 'tcp' })).toEqual(['tcp 192.0.2.1:5060 a.example.com']);
    expect(await ask('a.example.com', { port: 5090 })).toEqual(['udp 192.0.2.1:5090 a.example.com']);
    expect(await ask('carrier')).toEqual(['udp 192.0.2.7:5060 carrier']);
    expect(asked).toEqual(['srv _sip._tcp.a.example.com', 'address a.example.com', 'address carrier']);
  });

  test('a service that is said not to exist, and answers that are no addresses, give nothing', async () => {
    const none = { '_sip._udp.example.com': [srv(0, 0, 0, '.')], '_sip._tcp.example.com': [srv(0, 0, 0, '')] };
    expect(await setUp({ srv: none }).ask('example.com')).toEqual([]);
    expect(await setUp({ addresses: { 'x.example': ['not an address'] } }).ask('x.example')).toEqual([]);
  });

  test('no more than sixteen targets', async () => {
    const many = Array.from({ length: 40 }, (_, index) => srv(1, 0, 5_000 + index, 'a.example.com'));
    const { ask } = setUp({ srv: { '_sip._udp.example.com': many }, addresses });
    expect(await ask('example.com')).toHaveLength(16);
  });
});

describe('RFC 2782', () => {
  test('priorities in order; within one, chances follow the weights, and weight 0 is not shut out', () => {
    const random = seededRandom(4);
    const records = [srv(1, 60, 1, 'big'), srv(1, 30, 1, 'small'), srv(1, 0, 1, 'zero'), srv(0, 1, 1, 'first')];
    const firsts: Record<string, number> = {};
    for (let run = 0; run < 9_000; run += 1) {
      const ordered = orderSrv(records, random).map(({ name }) => name);
      expect(ordered[0]).toBe('first');
      expect(ordered.toSorted()).toEqual(['big', 'first', 'small', 'zero']);
      firsts[ordered[1]!] = (firsts[ordered[1]!] ?? 0) + 1;
    }
    expect(firsts['big']! / 9_000).toBeCloseTo(60 / 91, 1);
    expect(firsts['small']! / 9_000).toBeCloseTo(30 / 91, 1);
    expect(firsts['zero']).toBeGreaterThan(20);
  });
});

describe('cache', () => {
  test('names are asked once a minute, failures once in ten seconds', async () => {
    const { clock, asked, ask } = setUp({ addresses });
    const options = { port: 5070 };
    expect(await Promise.all([ask('a.example.com', options), ask('A.example.com', options)])).toEqual([
      ['udp 192.0.2.1:5070 a.example.com'],
      ['udp 192.0.2.1:5070 A.example.com'],
    ]);
    expect(await ask('bad.example.com', options)).toEqual([]);
    await settle();
    await ask('bad.example.com', options);
    expect(asked).toEqual(['address a.example.com', 'address bad.example.com']);
    await clock.advance(11_000);
    await ask('bad.example.com', options);
    await ask('a.example.com', options);
    expect(asked).toHaveLength(3);
    await clock.advance(60_000);
    await ask('a.example.com', options);
    expect(asked).toHaveLength(4);
  });
});
