import { BlockList, isIP } from 'node:net';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';

/** Keeps guessers and floods away from the SIP ports. Everything here is in memory and forgets by itself. */
export interface SipGuard {
  /** Asked before a packet is parsed. */
  admit(address: string): boolean;
  /** A wrong password (or unknown user): counts for this source and name, and for the source. */
  noteFailure(address: string, username: string): void;
  noteSuccess(address: string, username: string): void;
  /** This source may not even try this name now. */
  isLockedOut(address: string, username: string): boolean;
  /** A known attack tool, or worse: the source is not heard for a while. */
  ban(address: string, reason: string): void;
  readonly bannedSources: number;
}

export type GuardOptions = {
  readonly clock: Clock;
  readonly log: Logger;
  /** Addresses and CIDR ranges never banned nor limited. */
  readonly trustedSources: readonly string[];
  /** Packets a second from one source, and how many at once. */
  readonly packetsPerSecond?: number;
  readonly burst?: number;
};

type Failures = { count: number; lockedUntilMs: number; lastMs: number };
type Bucket = { tokens: number; atMs: number };

const triesBeforeLock = 5;
const failuresBeforeBan = 30;
const firstLockMs = 30_000;
const longestLockMs = 24 * 3600_000;
const banMs = 3600_000;
/** Failures older than this are forgotten. */
const memoryMs = 3600_000;
const sweepAbove = 20_000;

export function createGuard(options: GuardOptions): SipGuard {
  const { clock, log } = options;
  const rate = options.packetsPerSecond ?? 500;
  const burst = options.burst ?? 2_000;
  const isTrusted = createAddressMatcher(options.trustedSources);
  const byName = new Map<string, Failures>();
  const bySource = new Map<string, Failures>();
  const buckets = new Map<string, Bucket>();
  const banned = new Map<string, number>();

  const count = (map: Map<string, Failures>, key: string): Failures => {
    const nowMs = clock.nowMs();
    if (map.size > sweepAbove) sweep(map, (entry) => nowMs - entry.lastMs > memoryMs && nowMs > entry.lockedUntilMs);
    const old = map.get(key);
    const isFresh = old !== undefined && (nowMs - old.lastMs < memoryMs || nowMs < old.lockedUntilMs);
    const entry = isFresh ? old : { count: 0, lockedUntilMs: 0, lastMs: nowMs };
    entry.count += 1;
    entry.lastMs = nowMs;
    map.set(key, entry);
    return entry;
  };

  const ban = (address: string, reason: string): void => {
    if (isTrusted(address)) return;
    banned.set(address, clock.nowMs() + banMs);
    log.warn({ reason, seconds: banMs / 1000, pii: { address } }, 'SIP source banned');
  };

  const isBanned = (address: string): boolean => {
    const untilMs = banned.get(address);
    if (untilMs === undefined) return false;
    if (untilMs > clock.nowMs()) return true;
    banned.delete(address);
    return false;
  };

  const takeToken = (address: string): boolean => {
    const nowMs = clock.nowMs();
    if (buckets.size > sweepAbove) sweep(buckets, (bucket) => nowMs - bucket.atMs > 60_000);
    const bucket = buckets.get(address) ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * rate) - 1;
    bucket.atMs = nowMs;
    buckets.set(address, bucket);
    if (bucket.tokens >= 0) return true;
    bucket.tokens = 0;
    return false;
  };

  return {
    admit: (address) => isTrusted(address) || (!isBanned(address) && takeToken(address)),
    noteFailure(address, username) {
      if (isTrusted(address)) return;
      const entry = count(byName, `${address} ${username}`);
      const over = entry.count - triesBeforeLock;
      // Doubles with each further wrong password, up to a day.
      if (over >= 0) entry.lockedUntilMs = clock.nowMs() + Math.min(longestLockMs, firstLockMs * 2 ** over);
      if (count(bySource, address).count >= failuresBeforeBan) ban(address, 'guessing');
    },
    noteSuccess(address, username) {
      byName.delete(`${address} ${username}`);
    },
    isLockedOut: (address, username) => (byName.get(`${address} ${username}`)?.lockedUntilMs ?? 0) > clock.nowMs(),
    ban,
    get bannedSources() {
      return banned.size;
    },
  };
}

function sweep<V>(map: Map<string, V>, isOld: (value: V) => boolean): void {
  for (const [key, value] of map) if (isOld(value)) map.delete(key);
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
    if (known.size > sweepAbove) known.clear();
    known.set(address, checked);
    return checked;
  };
}

/** Names of tools that only scan and attack, as they give themselves in User-Agent. */
const scanners =
  /friendly-scanner|sipvicious|sipcli|sip-?scan|sundayddr|iwar|vaxsipuseragent|pplsip|smap|sipsak-attack/i;

export function isScanner(userAgent: string | undefined): boolean {
  return userAgent !== undefined && scanners.test(userAgent);
}
