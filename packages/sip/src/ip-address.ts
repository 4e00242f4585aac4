import { parseDecimal } from './parse/decimal.ts';

/** True for four decimal octets. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => part.length <= 3 && parseDecimal(part, 255) !== undefined);
}

/** True for an IPv6 address without brackets. `:::` is accepted for `::` (RFC 5118 §4.10). */
export function isIpv6(text: string): boolean {
  return expandIpv6(text) !== undefined;
}

/**
 * The eight 16-bit groups of an IPv6 address, so that spellings compare by value (RFC 5954 §4.2); undefined when it is
 * none.
 */
export function expandIpv6(text: string): readonly number[] | undefined {
  if (text.length > 47 || !text.includes(':')) return undefined;
  const halves = text.replace(':::', '::').split('::');
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0]!);
  const tail = halves.length === 2 ? readGroups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && isIpv4(part)) {
      const [a, b, c, d] = part.split('.').map(Number) as [number, number, number, number];
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
