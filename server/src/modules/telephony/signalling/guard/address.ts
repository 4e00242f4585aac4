import { BlockList, isIP } from 'node:net';

const maxRemembered = 20_000;

/**
 * What counts as one source: an IPv4 address, or the /64 that one subscriber of IPv6 has at least (RFC 6177 2), as
 * `2001:db8:0:1::/64`. Loopback of IPv6 stays itself. Allocates nothing for IPv4.
 */
export function sourceKey(address: string): string {
  if (!address.includes(':')) return address;
  const plain = address.split('%', 1)[0]!.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  return plain === '::1' ? plain : `${firstGroups(plain).join(':')}::/64`;
}

/** The first four groups without leading zeros. */
function firstGroups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
}

/** Reads what a person typed as a source: an address, or the /64 of IPv6 as it is shown. Null when it is neither. */
export function readSource(text: string): string | null {
  const trimmed = text.trim();
  const address = trimmed.endsWith('/64') && trimmed.includes(':') ? trimmed.slice(0, -3) : trimmed;
  return isIP(address) === 0 ? null : sourceKey(address);
}

/** Tells whether an address is in a list of addresses and CIDR ranges. Remembers answers: it is asked per packet. */
export function createAddressMatcher(sources: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const source of sources) {
    const [address = '', bits] = source.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const known = new Map<string, boolean>();
  return (address) => {
    const answer = known.get(address);
    if (answer !== undefined) return answer;
    const family = isIP(address);
    const checked = family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
    if (known.size > maxRemembered) known.clear();
    known.set(address, checked);
    return checked;
  };
}
