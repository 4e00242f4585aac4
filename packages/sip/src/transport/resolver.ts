/**
 * Default target resolution: IP literals as they are, names through the system resolver with a cache, so that one slow
 * name server is asked once and never from within a send. NAPTR and SRV records are not looked at.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ResolveTarget, ResolvedTarget, SipClock } from '../endpoint/types.ts';
import type { TransportKind } from '../message.ts';

export type Lookup = (host: string) => Promise<readonly string[]>;

const FOUND_MS = 60_000;
const FAILED_MS = 10_000;
const MAX_NAMES = 10_000;

type Cached = { readonly addresses: Promise<readonly string[]>; freshUntil: number };

const systemLookup: Lookup = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** `lookupName` is for tests; it may reject, which counts as no address. */
export const createResolver = (clock: SipClock, lookupName: Lookup = systemLookup): ResolveTarget => {
  const cache = new Map<string, Cached>();

  const addressesOf = (host: string): Promise<readonly string[]> => {
    const known = cache.get(host);
    if (known !== undefined && known.freshUntil > clock.now()) return known.addresses;
    if (cache.size >= MAX_NAMES) cache.clear();
    const addresses = lookupName(host).catch((): readonly string[] => []);
    const entry: Cached = { addresses, freshUntil: Infinity };
    cache.set(host, entry);
    void addresses.then((found) => {
      entry.freshUntil = clock.now() + (found.length > 0 ? FOUND_MS : FAILED_MS);
    });
    return addresses;
  };

  return ({ host, port, transport, secure }) => {
    const kind: TransportKind = transport ?? (secure ? 'tls' : 'udp');
    const place = (address: string): ResolvedTarget => ({
      transport: kind,
      address,
      port: port ?? defaultPort(kind),
      ...(address === host ? {} : { serverName: host }),
    });
    if (isIP(host) !== 0) return [place(host)];
    return addressesOf(host.toLowerCase()).then((addresses) => addresses.map(place));
  };
};

/** RFC 3261 18.1.1, RFC 7118 9. */
export const defaultPort = (transport: TransportKind): number => {
  switch (transport) {
    case 'udp':
    case 'tcp':
      return 5060;
    case 'tls':
      return 5061;
    case 'ws':
      return 80;
    case 'wss':
      return 443;
  }
};
