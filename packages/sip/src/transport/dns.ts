/** What the resolver asks of DNS, and the cache in front of it: one slow name server is asked once, not once a call. */
import { Resolver, lookup } from 'node:dns/promises';
import type { SipClock } from '../endpoint/types.ts';

export type NaptrRecord = {
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  /** `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`, … */
  readonly service: string;
  /** The SRV name to ask for. */
  readonly replacement: string;
};

export type SrvRecord = {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly name: string;
};

/** Each may reject; that counts as no record. Addresses are IP literals. */
export interface DnsLookups {
  naptr(name: string): Promise<readonly NaptrRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  addresses(name: string): Promise<readonly string[]>;
}

const FOUND_MS = 60_000;
const FAILED_MS = 10_000;
const MAX_NAMES = 10_000;

/** Records through c-ares, bounded to a few seconds; addresses through the system, which also knows /etc/hosts. */
export const systemDns = (): DnsLookups => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return {
    naptr: (name) => resolver.resolveNaptr(name),
    srv: (name) => resolver.resolveSrv(name),
    addresses: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  };
};

type Cached = { readonly records: Promise<readonly unknown[]>; freshUntil: number };

/** Answers are kept for a minute, failures and empty answers for ten seconds; questions under way are shared. */
export const cachedDns = (clock: SipClock, dns: DnsLookups): DnsLookups => {
  const cache = new Map<string, Cached>();
  const cached = <Kind extends keyof DnsLookups>(kind: Kind): DnsLookups[Kind] => {
    const ask = (name: string): Promise<readonly unknown[]> => {
      const key = `${kind} ${name.toLowerCase()}`;
      const known = cache.get(key);
      if (known !== undefined && known.freshUntil > clock.now()) return known.records;
      if (cache.size >= MAX_NAMES) cache.clear();
      const records = dns[kind](name.toLowerCase()).catch((): readonly unknown[] => []);
      const entry: Cached = { records, freshUntil: Infinity };
      cache.set(key, entry);
      void records.then((found) => {
        entry.freshUntil = clock.now() + (found.length > 0 ? FOUND_MS : FAILED_MS);
      });
      return records;
    };
    return ask as DnsLookups[Kind];
  };
  return { naptr: cached('naptr'), srv: cached('srv'), addresses: cached('addresses') };
};
