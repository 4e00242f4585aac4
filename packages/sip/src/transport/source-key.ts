import { expandIpv6 } from '../ip-address.ts';

/**
 * What counts as one source: an IPv4 address, however it is written, or the /64 that one subscriber of IPv6 has at least
 * (RFC 6177 2), as `2001:db8:0:1::/64`. Loopback of IPv6 stays itself. Allocates nothing for IPv4.
 */
export function sourceKey(address: string): string {
  if (!address.includes(':')) return address;
  const groups = expandIpv6(address.split('%', 1)[0]!);
  if (groups === undefined) return address;
  const [high = 0, low = 0] = groups.slice(6);
  const isShort = groups.slice(0, 5).every((group) => group === 0);
  if (isShort && groups[5] === 0xffff) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  if (isShort && groups[5] === 0 && high === 0 && low === 1) return '::1';
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}
