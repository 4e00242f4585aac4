/** Two endpoints on a simulated network, for tests of whole calls. */
import { createSipEndpoint } from '../endpoint/endpoint.ts';
import type {
  IncomingInvite,
  OutgoingInvite,
  OutgoingInviteOptions,
  SipEndpoint,
  SipEndpointOptions,
  SipSession,
} from '../endpoint/types.ts';
import type { DnsLookups } from '../transport/dns.ts';
import { createResolver } from '../transport/resolver.ts';
import { FakeClock } from './fake-clock.ts';
import { checkTrace } from './rfc-rules.ts';
import { SimulatedNetwork, perfect } from './simulated-network.ts';
import type { NetworkConditions } from './simulated-network.ts';

export type SimulatedPair = {
  readonly clock: FakeClock;
  readonly network: SimulatedNetwork;
  readonly alice: SipEndpoint;
  readonly bob: SipEndpoint;
  /** Errors and log lines of both. */
  readonly log: unknown[];
  /** Calls Bob from Alice. */
  call(options?: Partial<OutgoingInviteOptions>): OutgoingInvite;
  /** Broken rules of the RFCs in everything that Alice and Bob sent. */
  brokenRules(): string[];
};

export type PairOptions = {
  readonly conditions?: NetworkConditions;
  readonly seed?: number;
  readonly transport?: 'udp' | 'tcp';
  readonly alice?: SipEndpointOptions;
  readonly bob?: SipEndpointOptions;
};

export const ALICE = '127.0.0.1';
export const BOB = '127.0.0.2';

/** Real name servers answer on a real clock. */
const noDns: DnsLookups = {
  naptr: () => Promise.resolve([]),
  srv: () => Promise.resolve([]),
  addresses: () => Promise.resolve([]),
};

export const createSimulatedPair = async (options: PairOptions = {}): Promise<SimulatedPair> => {
  const clock = new FakeClock();
  const network = new SimulatedNetwork(clock, options.conditions ?? perfect, options.seed);
  const log: unknown[] = [];
  const resolve = createResolver(clock, noDns);
  const shared: SipEndpointOptions = { clock, resolve, log: (event) => log.push(event) };
  const alice = createSipEndpoint({ ...shared, ...options.alice }, network.driver);
  const bob = createSipEndpoint({ ...shared, ...options.bob }, network.driver);
  for (const [endpoint, address] of [
    [alice, ALICE],
    [bob, BOB],
  ] as const) {
    await endpoint.addUdp({ address, port: 5060 });
    await endpoint.addTcp({ address, port: 5060 });
  }
  const uri = options.transport === 'tcp' ? `sip:bob@${BOB};transport=tcp` : `sip:bob@${BOB}`;
  const defaults: OutgoingInviteOptions = { uri, from: '"Alice" <sip:alice@example.com>', body: 'v=0 offer' };
  return {
    clock,
    network,
    alice,
    bob,
    log,
    call: (own = {}) => alice.invite({ ...defaults, ...own }),
    brokenRules: () => checkTrace(network.packets, (address) => address === ALICE || address === BOB),
  };
};

/** Bob accepts every call with an answer; the sessions as they come. */
export const answerAll = (bob: SipEndpoint, onInvite?: (invite: IncomingInvite) => void): SipSession[] => {
  const sessions: SipSession[] = [];
  bob.onInvite((invite) => {
    onInvite?.(invite);
    invite.ring();
    void invite.accept({ body: 'v=0 answer' }).then((result) => {
      if (result.kind === 'accepted') sessions.push(result.session);
    });
  });
  return sessions;
};

/** The settled value of a promise, once the clock has moved far enough. */
export const settled = async <Value>(clock: FakeClock, promise: Promise<Value>, limitMs = 120_000): Promise<Value> => {
  let outcome: { value: Value } | null = null;
  let failure: { error: unknown } | null = null;
  promise.then(
    (value) => (outcome = { value }),
    (error: unknown) => (failure = { error }),
  );
  await clock.until(() => outcome !== null || failure !== null, limitMs);
  if (failure !== null) throw (failure as { error: unknown }).error;
  if (outcome === null) throw new Error(`not settled after ${limitMs} ms`);
  return (outcome as { value: Value }).value;
};

/** An established call and both its ends. */
export const establish = async (
  pair: SimulatedPair,
  options: Partial<OutgoingInviteOptions> = {},
): Promise<{ caller: SipSession; callee: SipSession }> => {
  const sessions = answerAll(pair.bob);
  const result = await settled(pair.clock, pair.call(options).result);
  if (result.kind !== 'answered') throw new Error(`call was not answered: ${result.kind}`);
  await pair.clock.advance(100);
  const [callee] = sessions;
  if (callee === undefined) throw new Error('callee has no session');
  return { caller: result.session, callee };
};

/** What must be zero when everything is over. */
export const leftovers = ({ alice, bob }: SimulatedPair): Record<string, number> => {
  const left: Record<string, number> = {};
  for (const [name, endpoint] of [
    ['alice', alice],
    ['bob', bob],
  ] as const) {
    const stats = endpoint.stats();
    left[`${name} clients`] = stats.clientTransactionsLive;
    left[`${name} servers`] = stats.serverTransactionsLive;
    left[`${name} dialogs`] = stats.dialogsLive;
    left[`${name} timers`] = stats.timersLive - stats.flowsLive;
    left[`${name} errors`] = stats.internalErrors;
  }
  return left;
};

export const nothingLeft: Record<string, number> = Object.fromEntries(
  ['alice', 'bob'].flatMap((name) =>
    ['clients', 'servers', 'dialogs', 'timers', 'errors'].map((what) => [`${name} ${what}`, 0]),
  ),
);
