/** A subscription at work: runs the notifier's machine, owns its dialog, its timers and the version of its documents. */
import { readRetryAfter } from '../headers/scalars.ts';
import { formatParams } from '../headers/params.ts';
import type { FinalResponse, IncomingRequest, SipClock, SipDialog, SipHeaders } from '../endpoint/types.ts';
import { notifierStart, stepNotifier } from './notifier-machine.ts';
import type { Ending, NotifierEffect, NotifierInput, NotifierState } from './notifier-machine.ts';
import { isSameSubscription } from './subscribe-request.ts';
import type { SubscribeRequest, SubscribeVerdict } from './subscribe-request.ts';

/** What a NOTIFY is to say. */
export type NotifyView = {
  /** The whole state; else what changed since the NOTIFY before. */
  readonly full: boolean;
  /** Keys that changed since then. */
  readonly changed: ReadonlySet<string>;
  /** Counts the NOTIFYs of this subscription from 0. */
  readonly version: number;
};

export type EventBody = { readonly contentType: string; readonly body: string };

/** What an accepted subscription is about. */
export type SubscriptionPlan = {
  /** Resources whose changes it hears of. */
  readonly keys: readonly string[];
  /** Who subscribes, for the limit of each. */
  readonly watcher: string;
  /** Called when a NOTIFY leaves, so that it says what is true then. Null sends none. */
  readonly render: (view: NotifyView) => EventBody | null;
  /** Further headers of the 2xx and of each NOTIFY, such as `Require: eventlist` (RFC 4662 4.2). */
  readonly headers?: SipHeaders;
};

export type SubscriptionInit = {
  readonly dialog: SipDialog;
  readonly subscribe: SubscribeRequest;
  readonly plan: SubscriptionPlan;
  readonly clock: SipClock;
  readonly read: (incoming: IncomingRequest) => SubscribeVerdict;
  readonly queue: (subscription: Subscription) => void;
  readonly onForgotten: (subscription: Subscription) => void;
};

type Timers = { expires: (() => void) | null; pause: (() => void) | null };

export class Subscription {
  readonly plan: SubscriptionPlan;
  readonly #init: SubscriptionInit;
  readonly #timers: Timers = { expires: null, pause: null };
  #state: NotifierState = notifierStart;
  #subscribe: SubscribeRequest;
  #changed = new Set<string>();
  #version = 0;
  #expiresAt = 0;

  constructor(init: SubscriptionInit) {
    this.#init = init;
    this.plan = init.plan;
    this.#subscribe = init.subscribe;
    init.dialog.onIncoming((incoming) => this.#onRequest(incoming));
  }

  get event(): string {
    return this.#subscribe.event;
  }

  /** The SUBSCRIBE that made it: 200, then the first NOTIFY. */
  start(incoming: IncomingRequest): void {
    this.#accept(incoming, this.#subscribe);
  }

  /** A resource that it watches changed. */
  changed(key: string): void {
    this.#changed.add(key);
    this.#input({ kind: 'changed' });
  }

  /** Its turn in the queue of the notifier. */
  takeTurn(): void {
    this.#input({ kind: 'turn' });
  }

  end(ending: Ending): void {
    this.#input({ kind: 'end', ending });
  }

  /** Without a word: the endpoint is closing. */
  drop(): void {
    this.#input({ kind: 'failed' });
  }

  dump(): Record<string, unknown> {
    const { callId, localTag, remoteTag } = this.#init.dialog;
    return { ...this.#state, event: this.event, version: this.#version, callId, localTag, remoteTag };
  }

  #onRequest(incoming: IncomingRequest): void {
    if (incoming.request.method !== 'SUBSCRIBE') return incoming.respond(481);
    const verdict = this.#init.read(incoming);
    if (verdict.kind === 'refused') return incoming.respond(verdict.status, verdict.options);
    const { subscribe } = verdict;
    // Over, or another subscription in the same dialog, which RFC 6665 4.5.2 no longer makes.
    if (this.#state.ending !== null || !isSameSubscription(subscribe, this.#subscribe)) return incoming.respond(481);
    this.#accept(incoming, subscribe);
  }

  #accept(incoming: IncomingRequest, subscribe: SubscribeRequest): void {
    this.#subscribe = subscribe;
    const { seconds } = subscribe;
    this.#expiresAt = this.#init.clock.now() + seconds * 1000;
    incoming.respond(200, { headers: [{ name: 'Expires', value: `${seconds}` }, ...(this.plan.headers ?? [])] });
    this.#input({ kind: 'subscribe', seconds });
  }

  #input(input: NotifierInput): void {
    const options = { minIntervalMs: this.#subscribe.minIntervalSeconds * 1000 };
    const { state, effects } = stepNotifier(this.#state, input, options);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
  }

  #run(effect: NotifierEffect): void {
    switch (effect.kind) {
      case 'notify':
        return this.#notify(effect.full, effect.ending);
      case 'queue':
        return this.#init.queue(this);
      case 'start':
        return this.#start(effect.timer, effect.delayMs);
      case 'stop':
        return this.#stop(effect.timer);
      case 'forget':
        this.#init.dialog.close();
        return this.#init.onForgotten(this);
    }
  }

  #start(timer: keyof Timers, delayMs: number): void {
    this.#stop(timer);
    this.#timers[timer] = this.#init.clock.after(delayMs, () => this.#input({ kind: 'timer', timer }));
  }

  #stop(timer: keyof Timers): void {
    this.#timers[timer]?.();
    this.#timers[timer] = null;
  }

  #notify(full: boolean, ending: Ending | null): void {
    const body = this.plan.render({ full, changed: this.#changed, version: this.#version });
    this.#changed = new Set();
    this.#version += 1;
    const sent = this.#init.dialog.request('NOTIFY', {
      headers: [
        { name: 'Event', value: this.#eventValue() },
        { name: 'Subscription-State', value: this.#stateValue(ending) },
        ...(this.plan.headers ?? []),
      ],
      ...body,
    });
    void sent.then((result) => this.#input(outcomeOf(result)));
  }

  #eventValue(): string {
    const { event, id } = this.#subscribe;
    return `${event}${formatParams(id === null ? [] : [{ name: 'id', value: id }])}`;
  }

  /** RFC 6665 4.1.3; the interval in use goes with it (RFC 6446 5.2). */
  #stateValue(ending: Ending | null): string {
    if (ending !== null) {
      const { reason, retryAfterSeconds: seconds } = ending;
      return `terminated;reason=${reason}${seconds === undefined ? '' : `;retry-after=${seconds}`}`;
    }
    const left = Math.max(0, Math.ceil((this.#expiresAt - this.#init.clock.now()) / 1000));
    const interval = this.#subscribe.minIntervalSeconds;
    return `active;expires=${left}${interval > 0 ? `;min-interval=${interval}` : ''}`;
  }
}

/** RFC 6665 4.2.2: an error without Retry-After, a 481 in any case, and silence end the subscription. */
const outcomeOf = (result: FinalResponse): NotifierInput => {
  if (result.kind !== 'response') return { kind: 'failed' };
  const { status } = result.response;
  if (status < 300) return { kind: 'delivered' };
  const retryAfter = status === 481 ? undefined : readRetryAfter(result.response)?.seconds;
  return retryAfter === undefined ? { kind: 'failed' } : { kind: 'postponed', retryAfterMs: retryAfter * 1000 };
};
