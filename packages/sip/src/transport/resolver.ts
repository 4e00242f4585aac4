/**
 * Where a SIP URI leads (RFC 3263 4): IP literals as they are, names through NAPTR, SRV and address records, behind a
 * cache, so that no name ever reaches a socket and no send waits for a lookup of its own.
 */
import { isIP } from 'node:net';
import type { ResolveTarget, ResolvedTarget, SipClock } from '../endpoint/types.ts';
import type { TransportKind } from '../message.ts';
import { cachedDns, systemDns } from './dns.ts';
import type { DnsLookups, NaptrRecord, SrvRecord } from './dns.ts';

/** More than this is not tried for one request. */
const MAX_TARGETS = 16;

type Question = Parameters<ResolveTarget>[0];
/** An SRV name and what to speak to what it leads to. */
type Service = { readonly name: string; readonly transport: TransportKind };

/** `dns` and `random` (0 to below 1) are for tests. */
export const createResolver = (
  clock: SipClock,
  dns: DnsLookups = systemDns(),
  random: () => number = Math.random,
): ResolveTarget => {
  const resolver = new DnsResolver(cachedDns(clock, dns), random);
  return (question) => {
    const kind = question.transport ?? (question.secure ? 'tls' : 'udp');
    if (isIP(question.host) === 0) return resolver.resolve(question, kind);
    return [{ transport: kind, address: question.host, port: question.port ?? defaultPort(kind) }];
  };
};

class DnsResolver {
  readonly #dns: DnsLookups;
  readonly #random: () => number;

  constructor(dns: DnsLookups, random: () => number) {
    this.#dns = dns;
    this.#random = random;
  }

  /** `kind` is the transport when the records do not say. */
  async resolve(question: Question, kind: TransportKind): Promise<readonly ResolvedTarget[]> {
    const { host, port } = question;
    const place = { transport: kind, port: port ?? defaultPort(kind), serverName: host };
    // 4.2: a port in the URI means address records.
    if (port !== null || !hasRecords(host)) return this.#addresses(host, place);
    const found: ResolvedTarget[] = [];
    for (const service of await this.#services(question)) {
      found.push(...(await this.#service(service, host)));
      if (found.length >= MAX_TARGETS) break;
    }
    return found.length > 0 ? found.slice(0, MAX_TARGETS) : this.#addresses(host, place);
  }

  /** 4.1: the transport asked for, or those of the NAPTR records in their order, or ours in ours. */
  async #services({ host, transport, secure }: Question): Promise<readonly Service[]> {
    if (transport !== null) return [serviceOf(transport, host)];
    const records = (await this.#dns.naptr(host)).toSorted(
      (one, other) => one.order - other.order || one.preference - other.preference,
    );
    const services = records.flatMap((record) => readNaptr(record, secure));
    if (services.length > 0) return services;
    const kinds: TransportKind[] = secure ? ['tls'] : ['udp', 'tcp', 'tls'];
    return kinds.map((kind) => serviceOf(kind, host));
  }

  async #service({ name, transport }: Service, host: string): Promise<ResolvedTarget[]> {
    const records = await this.#dns.srv(name);
    const ordered = orderSrv(
      records.filter((record) => record.name !== '' && record.name !== '.'),
      this.#random,
    );
    const places = ordered.map(({ name: target, port }) =>
      // A certificate is made out to the name in the URI, not to what DNS says of it (RFC 5922 4).
      this.#addresses(target, { transport, port, serverName: host }),
    );
    return (await Promise.all(places)).flat();
  }

  async #addresses(host: string, place: Omit<ResolvedTarget, 'address'>): Promise<ResolvedTarget[]> {
    if (isIP(host) !== 0) return [{ ...place, address: host }];
    return (await this.#dns.addresses(host))
      .filter((address) => isIP(address) !== 0)
      .map((address) => ({ ...place, address }));
  }
}

/** Names of this machine or of no domain have no service records; asking for them would only take time. */
const hasRecords = (host: string): boolean =>
  /^.+\.[^.]+\.?$/.test(host) && !/\.(localhost|local|invalid)\.?$/i.test(host);

const serviceOf = (transport: TransportKind, host: string): Service => {
  const prefix = transport === 'tls' ? '_sips._tcp' : transport === 'udp' ? '_sip._udp' : '_sip._tcp';
  return { name: `${prefix}.${host}`, transport };
};

/** Only records that lead to SRV (flag `s`) and to a transport that we can open. */
const readNaptr = ({ flags, service, replacement }: NaptrRecord, secure: boolean): Service[] => {
  const transport = naptrTransports[service.toUpperCase()];
  if (flags.toLowerCase() !== 's' || transport === undefined || (secure && transport !== 'tls')) return [];
  return [{ name: replacement, transport }];
};

const naptrTransports: Readonly<Record<string, TransportKind>> = {
  'SIP+D2U': 'udp',
  'SIP+D2T': 'tcp',
  'SIPS+D2T': 'tls',
};

/** RFC 2782: by priority; within one, drawn by weight, those of weight 0 having a small chance of being first. */
export const orderSrv = (records: readonly SrvRecord[], random: () => number): SrvRecord[] => {
  const left = records.toSorted((one, other) => one.priority - other.priority || one.weight - other.weight);
  const ordered: SrvRecord[] = [];
  while (left.length > 0) {
    const same = left.filter(({ priority }) => priority === left[0]!.priority);
    let drawn = Math.floor(random() * (same.reduce((sum, { weight }) => sum + weight, 0) + 1));
    const chosen = same.find(({ weight }) => (drawn -= weight) <= 0) ?? same[0]!;
    ordered.push(chosen);
    left.splice(left.indexOf(chosen), 1);
  }
  return ordered;
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
