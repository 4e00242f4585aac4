import { isIpv4, isIpv6 } from './ip-address.ts';
import { parseDecimal } from './parse/decimal.ts';

/** A host as written, IPv6 without brackets, and an explicit port of 1-65535. */
export type HostPort = { readonly host: string; readonly port?: number };

const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/;

/** Reads `host [":" port]` (RFC 3261 §25.1 hostport); blanks around the colon are allowed, as in Via sent-by. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(\[[^\]]*\]|[^:[\] \t]+)(?:[ \t]*:[ \t]*(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const host = readHost(match[1]!);
  if (host === undefined) return undefined;
  if (match[2] === undefined) return { host };
  const port = parseDecimal(match[2], 65_535);
  return port === undefined || port === 0 ? undefined : { host, port };
}

/** A host name, IPv4 address or bracketed IPv6 address; IPv6 comes back without brackets. */
export function readHost(text: string): string | undefined {
  if (text.startsWith('[')) {
    const inner = text.slice(1, -1);
    return text.endsWith(']') && isIpv6(inner) ? inner : undefined;
  }
  return isHostName(text) || isIpv4(text) ? text : undefined;
}

/** Underscores are let in: private names have them. An all-digit last label can only be an IPv4 address. */
function isHostName(text: string): boolean {
  return text.length <= 255 && NAME.test(text) && !text.includes('..') && !/(?:^|\.)\d+\.?$/.test(text);
}

/** Writes `host[:port]`, IPv6 in brackets. */
export function formatHostPort({ host, port }: HostPort): string {
  const written = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? written : `${written}:${port}`;
}
