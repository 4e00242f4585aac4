import { expect, test } from 'vitest';
import { isHiddenContact, isPrivateAddress } from './private-address.ts';

test.each([
  ['10.1.2.3', true],
  ['172.15.0.1', false],
  ['172.16.0.1', true],
  ['172.31.255.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['100.64.0.1', true],
  ['100.128.0.1', false],
  ['127.0.0.1', true],
  ['203.0.113.1', false],
  ['fd00::1', true],
  ['fe80::1', true],
  ['2001:db8::1', false],
])('%s: %s', (address, isPrivate) => expect(isPrivateAddress(address)).toBe(isPrivate));

test('a private Contact heard from a public address is hidden, others are not', () => {
  const flow = {
    id: '',
    transport: 'udp',
    localAddress: '',
    localPort: 1,
    remoteAddress: '203.0.113.9',
    remotePort: 1,
  } as const;
  expect(isHiddenContact('sip:a@192.168.1.5:5060', flow)).toBe(true);
  expect(isHiddenContact('sip:a@192.168.1.5:5060', { ...flow, remoteAddress: '192.168.1.1' })).toBe(false);
  expect(isHiddenContact('sip:a@203.0.113.5', flow)).toBe(false);
  expect(isHiddenContact('sip:a@example.com', flow)).toBe(false);
});
