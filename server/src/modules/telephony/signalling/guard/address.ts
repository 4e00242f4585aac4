import { BlockList, isIP } from 'node:net';
import { sourceKey } from '@carillon/sip';

const maxRemembered = 20_000;

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
