/** Puts transports, transactions and dialogs together as one `SipEndpoint`. */
import { SMALLEST_MIN_SE } from '../dialog/session-timer.ts';
import type { Flow } from '../message.ts';
import { createCounters } from '../transaction/counters.ts';
import { TimerWheel } from '../transaction/timer-wheel.ts';
import { TransactionLayer } from '../transaction/transaction-layer.ts';
import { Drops } from '../transport/drops.ts';
import type { NetDriver } from '../transport/driver.ts';
import { createNodeDriver } from '../transport/node-driver.ts';
import { createResolver } from '../transport/resolver.ts';
import { Transports } from '../transport/transports.ts';
import { SentSubscribe } from '../events/subscriber.ts';
import type { EndpointCore } from './core.ts';
import { DialogTable } from './dialog-table.ts';
import { Inbound } from './inbound.ts';
import { SentInvite } from './outgoing-invite.ts';
import { sendRequest } from './outgoing-request.ts';
import { openPlainDialog } from './plain-dialog.ts';
import { realClock } from './real-clock.ts';
import { Sender } from './sender.ts';
import { Session } from './sip-session.ts';
import type { EndpointStats, SipEndpoint, SipEndpointOptions, SipLimits, SipSession } from './types.ts';

export const defaultSipLimits: SipLimits = {
  messageBytes: 65_535,
  connectionsPerSource: 256,
  firstMessageMs: 10_000,
  messageMs: 10_000,
  idleMs: 600_000,
  connectMs: 4_000,
  writeBacklogBytes: 1_048_576,
};

/** Methods of the stack's own, in Allow. */
const OWN_METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'UPDATE', 'INFO', 'REFER', 'NOTIFY', 'PRACK'];
const DEFAULT_METHODS = ['REGISTER', 'OPTIONS', 'MESSAGE', 'SUBSCRIBE', 'PUBLISH'];
const DEFAULT_SUPPORTED = ['path', 'outbound'];
const DEFAULT_EXPIRES_SECONDS = 1_800;

/** Makes an endpoint; `driver` is the network, the real one unless a test brings its own. */
export const createSipEndpoint = (
  options: SipEndpointOptions = {},
  driver: NetDriver = createNodeDriver(),
): SipEndpoint => new Endpoint(options, driver);

class Endpoint implements SipEndpoint {
  readonly #core: EndpointCore;
  readonly #inbound: Inbound;
  readonly #onFlowClosed: ((flow: Flow) => void)[] = [];
  readonly #invites = new Set<SentInvite>();

  constructor(options: SipEndpointOptions, driver: NetDriver) {
    const methods = options.methods ?? DEFAULT_METHODS;
    const supported = ['timer', 'replaces', '100rel', ...(options.supported ?? DEFAULT_SUPPORTED)];
    this.#core = this.#createCore(options, driver, [...OWN_METHODS, ...methods]);
    this.#inbound = new Inbound({
      core: this.#core,
      shouldShed: options.shouldShed,
      methods: new Set(methods),
      supported: new Set(supported.map((option) => option.toLowerCase())),
    });
  }

  addUdp: SipEndpoint['addUdp'] = (options) => this.#core.transports.addUdp(options);
  addTcp: SipEndpoint['addTcp'] = (options) => this.#core.transports.addTcp(options);
  addTls: SipEndpoint['addTls'] = (options) => this.#core.transports.addTls(options);
  acceptWebSocket: SipEndpoint['acceptWebSocket'] = (socket) => this.#core.transports.acceptWebSocket(socket);
  findFlow: SipEndpoint['findFlow'] = (id) => this.#core.transports.findFlow(id);
  request: SipEndpoint['request'] = (options) => sendRequest(this.#core, options);
  openDialog: SipEndpoint['openDialog'] = (incoming) => openPlainDialog(this.#core, incoming);
  subscribe: SipEndpoint['subscribe'] = (options) => new SentSubscribe(this.#core, options);

  onRequest: SipEndpoint['onRequest'] = (handler) => {
    this.#inbound.onRequest = handler;
  };
  onInvite: SipEndpoint['onInvite'] = (handler) => {
    this.#inbound.onInvite = handler;
  };
  screenWith: SipEndpoint['screenWith'] = (screen) => {
    this.#inbound.screen = screen;
  };
  onFlowClosed: SipEndpoint['onFlowClosed'] = (callback) => {
    this.#onFlowClosed.push(callback);
  };

  invite: SipEndpoint['invite'] = (options) => {
    const invite = new SentInvite(this.#core, options);
    this.#invites.add(invite);
    void invite.result.then(() => this.#invites.delete(invite));
    return invite;
  };

  findSession(callId: string, localTag: string, remoteTag: string): SipSession | null {
    const owner = this.#core.dialogs.get(callId, localTag, remoteTag);
    return owner instanceof Session && !owner.closed ? owner : null;
  }

  *sessions(): Iterable<SipSession> {
    for (const owner of this.#core.dialogs.values()) if (owner instanceof Session && !owner.closed) yield owner;
  }

  stats(): EndpointStats {
    const { layer, dialogs, transports, wheel, counters, drops } = this.#core;
    return {
      clientTransactionsLive: layer.clientsLive,
      serverTransactionsLive: layer.serversLive,
      dialogsLive: dialogs.size,
      flowsLive: transports.flowsLive,
      timersLive: wheel.size,
      ...counters,
      dropped: drops.snapshot(),
    };
  }

  dump(): Record<string, unknown> {
    return {
      stats: this.stats(),
      transactions: this.#core.layer.dump(),
      sessions: [...this.sessions()].map((session) => session.dump()),
      invites: [...this.#invites].map((invite) => invite.dump()),
      ...this.#inbound.dump(),
    };
  }

  close(): Promise<void> {
    const { transports, layer, wheel, dialogs, awaited } = this.#core;
    transports.close();
    layer.close();
    wheel.close();
    dialogs.clear();
    awaited.clear();
    return Promise.resolve();
  }

  #createCore(options: SipEndpointOptions, driver: NetDriver, allowed: readonly string[]): EndpointCore {
    const clock = options.clock ?? realClock;
    const counters = createCounters();
    const drops = new Drops();
    const log = options.log ?? (() => undefined);
    const guard = (what: string, run: () => void): void => {
      try {
        run();
      } catch (error) {
        counters.internalErrors += 1;
        log({ message: 'sip internal error', what, error });
      }
    };
    const wheel = new TimerWheel(clock, (error) => guard('timer', () => rethrow(error)));
    const layer = new TransactionLayer({
      transports: () => transports,
      wheel,
      counters,
      drops,
      onRequest: (incoming) => this.#inbound.onNewRequest(incoming),
      onAck: (incoming) => this.#inbound.onAck(incoming),
    });
    const transports = new Transports({
      driver,
      clock,
      wheel,
      drops,
      limits: { ...defaultSipLimits, ...options.limits },
      hooks: options,
      events: {
        onMessage: (message, flow) => {
          counters.messagesReceived += 1;
          // The last wall: whatever one message does, the next one is still read.
          guard('message', () => layer.receive(message, flow));
        },
        onBadMessage: ({ code, answerable }, flow) => {
          const mayAnswer = options.onGarbage?.(flow) ?? true;
          if (mayAnswer && answerable !== undefined)
            guard('bad message', () => layer.refuseUnread(answerable, flow, code));
        },
        onFlowClosed: (flow) => guard('flow closed', () => this.#flowClosed(flow)),
      },
    });
    const resolve = options.resolve ?? createResolver(clock);
    return {
      clock,
      wheel,
      layer,
      transports,
      counters,
      drops,
      log,
      guard,
      sender: new Sender({ transports, layer, counters, resolve, now: () => clock.now() }),
      dialogs: new DialogTable(),
      awaited: new Map(),
      cancellable: new WeakMap(),
      timerPolicy: {
        expiresSeconds: options.sessionExpiresSeconds ?? DEFAULT_EXPIRES_SECONDS,
        minSeconds: options.minSessionExpiresSeconds ?? SMALLEST_MIN_SE,
      },
      userAgent: options.userAgent ?? 'Carillon',
      allow: allowed.join(', '),
      supported: 'timer, replaces',
    };
  }

  #flowClosed(flow: Flow): void {
    this.#core.layer.onFlowClosed(flow);
    this.#inbound.onFlowClosed(flow);
    for (const callback of this.#onFlowClosed) this.#core.guard('onFlowClosed', () => callback(flow));
  }
}

const rethrow = (error: unknown): never => {
  throw error;
};
