import { expect, test, vi } from 'vitest';
import { silentLogger } from '#platform/log';
import { advertisedAddresses, mediaAddress } from './addresses.ts';

const log = silentLogger();

test('the public address comes first, the bound one after it', () => {
  expect(advertisedAddresses({ address: '10.0.0.2', publicAddress: '198.51.100.4', log })).toEqual([
    '198.51.100.4',
    '10.0.0.2',
  ]);
});

test('an address is told once', () => {
  expect(advertisedAddresses({ address: '127.0.0.1', publicAddress: '127.0.0.1', log })).toEqual(['127.0.0.1']);
  expect(advertisedAddresses({ address: '127.0.0.1', log })).toEqual(['127.0.0.1']);
});

test('"everywhere" is never told', () => {
  expect(advertisedAddresses({ address: '0.0.0.0', log })).not.toContain('0.0.0.0');
  expect(mediaAddress('::')).toBe('0.0.0.0');
});

test('a name is left out and logged', () => {
  const warn = vi.fn<typeof log.warn>();
  const options = { address: '127.0.0.1', publicAddress: 'pbx.example', log: { ...log, warn } };
  expect(advertisedAddresses(options)).toEqual(['127.0.0.1']);
  expect(warn).toHaveBeenCalledOnce();
});
