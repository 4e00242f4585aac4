/** All subscriptions that an endpoint serves: their limits, who hears of which change, and the queue of NOTIFYs. */
import type { IncomingRequest, SipClock, SipEndpoint } from '../endpoint/types.ts';
import type { Ending } from './notifier-machine.ts';
import { readSubscribe } from './subscribe-request.ts';
import type { SubscribeLimits, SubscribeRequest } from './subscribe-request.ts';
import { Subscription } from './subscription.ts';
import type { SubscriptionPlan } from './subscription.ts';

export type NotifierConfig = {
  readonly sip: Pick<SipEndpoint, 'openDialog'>;
  readonly clock: SipClock;
  /** Event packages that can be subscribed to, lower case. */
  readonly events: readonly string[];
  readonly limits?: Partial<NotifierLimits>;
  /** Runs a little later, after what is going on now. Default: a timer of 0 ms. */
  readonly defer?: (run: () => void) => void;
};

export type NotifierLimits = SubscribeLimits & {
  /** Subscriptions of one watcher; a further one ends the oldest, which a telephone that restarted left behind. */
  readonly perWatcher: number;
  /** Of all together; then new ones get 503. */
  readonly total: number;
};

export const defaultNotifierLimits: NotifierLimits = {
  minSeconds: 60,
  // A telephone notices a restart of ours at its next refresh: not longer than this.
  maxSeconds: 600,
  perWatcher: 300,
  total: 50_000,
};

/** NOTIFYs that leave in one turn of the event loop; calls come between. */
const SLICE = 20;
const BUSY_SECONDS = 30;

export class Notifier {
  readonly #config: NotifierConfig;
  readonly #limits: NotifierLimits;
  readonly #all = new Set<Subscription>();
  readonly #byKey = new Map<string, Set<Subscription>>();
  readonly #byWatcher = new Map<string, Set<Subscription>>();
  readonly #queue = new Set<Subscription>();
  #isDraining = false;
  #isClosed = false;

  constructor(config: NotifierConfig) {
    this.#config = config;
    this.#limits = { ...defaultNotifierLimits, ...config.limits };
  }

  get size(): number {
    return this.#all.size;
  }

  /** Somebody watches this resource. */
  isWatched(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** This watcher watches this resource. */
  isWatching(watcher: string, key: string): boolean {
    return [...(this.#byWatcher.get(watcher) ?? [])].some(({ plan }) => plan.keys.includes(key));
  }

  /** What a SUBSCRIBE outside dialogs asks for; null when it is refused, and answered. */
  read(incoming: IncomingRequest): SubscribeRequest | null {
    const verdict = this.#verdict(incoming);
    if (verdict.kind === 'read') return verdict.subscribe;
    incoming.respond(verdict.status, verdict.options);
    return null;
  }

  /** Answers it: 200 and the first NOTIFY, or 400 and 503 when it can't be served. */
  accept(incoming: IncomingRequest, subscribe: SubscribeRequest, plan: SubscriptionPlan): void {
    if (this.#isClosed || this.#all.size >= this.#limits.total) {
      return incoming.respond(503, { headers: [{ name: 'Retry-After', value: `${BUSY_SECONDS}` }] });
    }
    const dialog = this.#config.sip.openDialog(incoming);
    if (dialog === null) return incoming.respond(400, { reason: 'Missing or malformed Contact or From tag' });
    const subscription = new Subscription({
      dialog,
      subscribe,
      plan,
      clock: this.#config.clock,
      read: (refresh) => this.#verdict(refresh),
      queue: (own) => this.#enqueue(own),
      onForgotten: (own) => this.#forget(own),
    });
    this.#remember(subscription);
    subscription.start(incoming);
  }

  /** A resource changed: everybody who watches it hears of it soon, once for several changes in a moment. */
  changed(key: string): void {
    for (const subscription of this.#byKey.get(key) ?? []) subscription.changed(key);
  }

  /** Ends what this watcher subscribed to. */
  endWatcher(watcher: string, ending: Ending): void {
    for (const subscription of [...(this.#byWatcher.get(watcher) ?? [])]) subscription.end(ending);
  }

  /** Ends what watches this resource. */
  endKey(key: string, ending: Ending): void {
    for (const subscription of [...(this.#byKey.get(key) ?? [])]) subscription.end(ending);
  }

  /** Ends everything; nothing new is accepted. NOTIFYs leave at once and their answers are not waited for. */
  close(ending: Ending): void {
    this.#isClosed = true;
    for (const subscription of [...this.#all]) {
      subscription.end(ending);
      subscription.drop();
    }
  }

  dump(): Record<string, unknown>[] {
    return [...this.#all].map((subscription) => subscription.dump());
  }

  #verdict({ request }: IncomingRequest) {
    return readSubscribe(request, this.#config.events, this.#limits);
  }

  #remember(subscription: Subscription): void {
    const { keys, watcher } = subscription.plan;
    const own = this.#byWatcher.get(watcher);
    const [oldest] = own ?? [];
    if (own !== undefined && oldest !== undefined && own.size >= this.#limits.perWatcher) {
      oldest.end({ reason: 'rejected' });
      own.delete(oldest);
    }
    this.#all.add(subscription);
    add(this.#byWatcher, watcher, subscription);
    for (const key of keys) add(this.#byKey, key, subscription);
  }

  #forget(subscription: Subscription): void {
    const { keys, watcher } = subscription.plan;
    this.#all.delete(subscription);
    this.#queue.delete(subscription);
    remove(this.#byWatcher, watcher, subscription);
    for (const key of keys) remove(this.#byKey, key, subscription);
  }

  #enqueue(subscription: Subscription): void {
    this.#queue.add(subscription);
    this.#drainSoon();
  }

  #drainSoon(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    const drain = (): void => this.#drain();
    if (this.#config.defer === undefined) this.#config.clock.after(0, drain);
    else this.#config.defer(drain);
  }

  #drain(): void {
    this.#isDraining = false;
    let left = SLICE;
    for (const subscription of this.#queue) {
      if (left === 0) return this.#drainSoon();
      left -= 1;
      this.#queue.delete(subscription);
      subscription.takeTurn();
    }
  }
}

const add = (map: Map<string, Set<Subscription>>, key: string, subscription: Subscription): void => {
  const present = map.get(key);
  if (present === undefined) map.set(key, new Set([subscription]));
  else present.add(subscription);
};

const remove = (map: Map<string, Set<Subscription>>, key: string, subscription: Subscription): void => {
  const present = map.get(key);
  present?.delete(subscription);
  if (present?.size === 0) map.delete(key);
};
