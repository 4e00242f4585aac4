import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { lookup } from 'node:dns/promises';
import type { Credentials, Flow, InviteResult, SipEndpoint } from '@carillon/sip';
import type { Clock, TimerHandle } from '#platform/clock';
import type { Logger } from '#platform/log';
import { createAddressMatcher } from './guard/address.ts';
import type { Trunk, TrunkState, TrunkStatus } from './trunk.ts';
import { checkTrunk, registerTrunk, type LinkState } from './trunk-link.ts';

export interface TrunkManager {
  byId(trunkId: string): Trunk | undefined;
  all(): readonly Trunk[];
  status(trunkId: string): TrunkStatus;
  /** Replaces or adds a trunk; its link is looked after from now on. */
  put(trunk: Trunk): void;
  remove(trunkId: string): void;
  /** The trunk whose own socket this is. */
  bySocket(flow: Flow): Trunk | undefined;
  /**
   * The trunk that may send from this address. On loopback everybody has the same address, so that a UDP sender there
   * must also use the trunk's own port; connections (TCP, TLS) come from any port.
   */
  bySource(flow: Flow): Trunk | undefined;
  /** True for an address of a carrier of ours, whatever the port. */
  isPeer(address: string): boolean;
  /** The trunk that this Contact was registered for (calls of a registered trunk come to it). */
  byContactUser(user: string): Trunk | undefined;
  credentials(trunk: Trunk): Credentials | null;
  /** A call says as much about a link as a check does. */
  noteOutcome(trunk: Trunk, result: InviteResult): void;
  stop(): Promise<void>;
}

export type TrunkManagerDeps = {
  readonly sip: SipEndpoint;
  readonly clock: Clock;
  readonly log: Logger;
  readonly domain: string;
  /** `address:port` where carriers reach us, once the ports are open. */
  readonly contactHost: () => string;
  readonly changed: (trunk: Trunk, status: TrunkStatus) => void;
};

type Entry = {
  readonly trunk: Trunk;
  readonly matches: (address: string) => boolean;
  readonly contactUser: string;
  readonly link: LinkState;
  addresses: readonly string[];
  status: TrunkStatus;
  timer: TimerHandle | null;
};

const checkSeconds = 30;
const retrySeconds = 15;

export function createTrunkManager(deps: TrunkManagerDeps): TrunkManager {
  const { clock } = deps;
  const entries = new Map<string, Entry>();
  let isStopped = false;

  const setStatus = (entry: Entry, state: TrunkState, detail: string | null): void => {
    if (entry.status.state === state && entry.status.detail === detail) return;
    entry.status = { state, sinceMs: clock.nowMs(), detail };
    deps.log.info({ trunkId: entry.trunk.id, state, detail }, 'trunk state changed');
    deps.changed(entry.trunk, entry.status);
  };

  const isCurrent = (entry: Entry): boolean => !isStopped && entries.get(entry.trunk.id) === entry;

  const lookAfter = async (entry: Entry): Promise<void> => {
    entry.addresses = await addressesOf(entry.trunk.host);
    const { trunk } = entry;
    const registering = trunk.authentication === 'registration';
    const report = registering
      ? await registerTrunk(deps.sip, {
          trunk,
          link: entry.link,
          contactUser: entry.contactUser,
          contactHost: deps.contactHost(),
          credentials: credentials(trunk),
        })
      : await checkTrunk(deps.sip, trunk, deps.domain);
    if (!isCurrent(entry)) return;
    setStatus(entry, report.state, report.detail);
    const isWell = report.state === 'reachable' || report.state === 'registered';
    const seconds = isWell ? (report.refreshSeconds ?? checkSeconds) : retrySeconds;
    entry.timer = clock.setTimer(seconds * 1000, () => void lookAfter(entry));
  };

  const forget = (trunkId: string): Entry | undefined => {
    const entry = entries.get(trunkId);
    if (entry?.timer) clock.clearTimer(entry.timer);
    entries.delete(trunkId);
    return entry;
  };

  const find = (matches: (entry: Entry) => boolean): Trunk | undefined => {
    for (const entry of entries.values()) if (entry.trunk.enabled && matches(entry)) return entry.trunk;
    return undefined;
  };

  return {
    byId: (trunkId) => entries.get(trunkId)?.trunk,
    all: () => [...entries.values()].map((entry) => entry.trunk),
    status: (trunkId) => entries.get(trunkId)?.status ?? { state: 'unknown', sinceMs: null, detail: null },
    put(trunk) {
      const old = forget(trunk.id);
      const entry = newEntry(trunk, old, clock.nowMs());
      entries.set(trunk.id, entry);
      if (trunk.enabled) void lookAfter(entry);
    },
    remove: (trunkId) => void forget(trunkId),
    bySocket: (flow) =>
      find((entry) => entry.trunk.port === flow.remotePort && entry.addresses.includes(flow.remoteAddress)),
    bySource: (flow) => find((entry) => entry.matches(flow.remoteAddress) && isOwnPort(entry.trunk, flow)),
    isPeer: (address) => find((entry) => entry.addresses.includes(address) || entry.matches(address)) !== undefined,
    byContactUser: (user) =>
      find((entry) => entry.trunk.authentication === 'registration' && entry.contactUser === user),
    credentials,
    noteOutcome(trunk, result) {
      const entry = entries.get(trunk.id);
      if (entry === undefined || entry.trunk !== trunk) return;
      if (result.kind === 'transport_error') setStatus(entry, 'unreachable', result.detail);
      else if (result.kind === 'timeout') setStatus(entry, 'unreachable', 'no answer');
    },
    async stop() {
      isStopped = true;
      for (const trunkId of [...entries.keys()]) forget(trunkId);
    },
  };
}

function credentials(trunk: Trunk): Credentials | null {
  return trunk.username === null || trunk.password === null
    ? null
    : { username: trunk.username, password: trunk.password };
}

/** A trunk that was changed keeps its registration: the carrier sees a refresh, not a stranger. */
function newEntry(trunk: Trunk, old: Entry | undefined, nowMs: number): Entry {
  return {
    trunk,
    matches: createAddressMatcher(trunk.allowedSources),
    contactUser: old?.contactUser ?? `t${randomBytes(8).toString('hex')}`,
    link: old?.link ?? { callId: null, fromTag: null, cseq: 0 },
    addresses: isIP(trunk.host) === 0 ? [] : [trunk.host],
    status: { state: trunk.enabled ? 'unknown' : 'disabled', sinceMs: nowMs, detail: null },
    timer: null,
  };
}

function isOwnPort(trunk: Trunk, flow: Flow): boolean {
  const isLoopback = flow.remoteAddress.startsWith('127.') || flow.remoteAddress === '::1';
  return !isLoopback || flow.transport !== 'udp' || flow.remotePort === trunk.port;
}

/** Addresses that the carrier's name stands for now; calls from its socket are recognised by them. */
async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map((entry) => entry.address);
}
