import { expect, test } from 'vitest';
import { Connections } from './connections.ts';
import { sourceKey } from './source-key.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:DB8:0:7::1', '2001:db8:0:7::/64'],
  ['2001:0db8:0000:0007:ffff::9', '2001:db8:0:7::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '::1'],
  ['nonsense:', 'nonsense:'],
])('%s belongs to %s', (address, source) => {
  expect(sourceKey(address)).toBe(source);
});

test('connections are counted by source: a /64 of IPv6 is one', () => {
  const connections = new Connections(2);
  expect(['2001:db8::1', '2001:db8::2', '2001:db8::3'].map((address) => connections.reserve(address))).toEqual([
    true,
    true,
    false,
  ]);
  expect(connections.reserve('2001:db8:0:1::1')).toBe(true);
  connections.release('2001:db8::9');
  expect(connections.reserve('2001:db8::3')).toBe(true);
});
