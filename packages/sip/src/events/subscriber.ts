/** A subscription of ours: SUBSCRIBE, its NOTIFYs in order, refreshes, until either side ends it (RFC 6665 4.1). */
import { paramValue } from '../headers/params.ts';
import { readSeconds } from '../headers/scalars.ts';
import { readTokenWithParams } from '../headers/structured.ts';
import { headerValue } from '../headers/values.ts';
import type { SipRequest } from '../message.ts';
import { parseDecimal } from '../parse/decimal.ts';
import { newCallId, newTag } from '../transaction/ids.ts';
import { makeResponse } from '../transaction/messages.ts';
import type { NewRequest } from '../transaction/transaction-layer.ts';
import { createAuthenticator } from '../endpoint/authenticator.ts';
import type { EndpointCore } from '../endpoint/core.ts';
import { sendRequest } from '../endpoint/outgoing-request.ts';
import { openPlainDialog } from '../endpoint/plain-dialog.ts';
import type { PlainDialog } from '../endpoint/plain-dialog.ts';
import { header, responseParts } from '../endpoint/parts.ts';
import type { FinalResponse, IncomingRequest, OutgoingSubscribe, SentSubscription } from '../endpoint/types.ts';
import { stepSubscriber, subscriberStart } from './subscriber-machine.ts';
import type { SubscriberEffect, SubscriberEnd, SubscriberInput, SubscriberState } from './subscriber-machine.ts';

type Timers = { N: (() => void) | null; refresh: (() => void) | null };

export class SentSubscribe implements SentSubscription {
  readonly callId = newCallId();
  readonly ended: Promise<SubscriberEnd>;
  readonly #core: EndpointCore;
  readonly #options: OutgoingSubscribe;
  readonly #fromTag = newTag();
  readonly #timers: Timers = { N: null, refresh: null };
  readonly #end = Promise.withResolvers<SubscriberEnd>();
  #state: SubscriberState = subscriberStart;
  #dialog: PlainDialog | null = null;
  #notify: SipRequest | null = null;
  #seq = 1;
  #wantsOut = false;

  constructor(core: EndpointCore, options: OutgoingSubscribe) {
    this.#core = core;
    this.#options = options;
    this.ended = this.#end.promise;
    // A NOTIFY may come before the 2xx; it makes the dialog (4.4.1).
    core.awaited.set(this.#key(), (incoming) => this.#onFirstNotify(incoming));
    this.#input({ kind: 'start' });
  }

  unsubscribe(): void {
    // Before the first NOTIFY there is no dialog to unsubscribe in.
    if (this.#dialog === null) this.#wantsOut = true;
    else this.#input({ kind: 'leave' });
  }

  #key(): string {
    return `${this.callId}\n${this.#fromTag}`;
  }

  #input(input: SubscriberInput): void {
    const { state, effects } = stepSubscriber(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
  }

  #run(effect: SubscriberEffect): void {
    switch (effect.kind) {
      case 'subscribe':
        return this.#subscribe(effect.refreshes ? this.#options.seconds : 0);
      case 'start':
        this.#timers[effect.timer]?.();
        this.#timers[effect.timer] = this.#core.clock.after(effect.delayMs, () =>
          this.#input({ kind: 'timer', timer: effect.timer }),
        );
        return;
      case 'stop':
        this.#timers[effect.timer]?.();
        this.#timers[effect.timer] = null;
        return;
      case 'deliver':
        return this.#core.guard('onNotify', () => this.#options.onNotify(this.#notify!));
      case 'end':
        this.#core.awaited.delete(this.#key());
        this.#dialog?.close();
        return this.#end.resolve(effect.end);
    }
  }

  #subscribe(seconds: number): void {
    const { event, headers = [] } = this.#options;
    const own = [header('Event', event), header('Expires', `${seconds}`), ...headers];
    const sent =
      this.#dialog === null
        ? sendRequest(this.#core, {
            ...this.#options,
            method: 'SUBSCRIBE',
            callId: this.callId,
            fromTag: this.#fromTag,
            cseq: this.#seq,
            headers: own,
          })
        : this.#dialog.request('SUBSCRIBE', { headers: own });
    void sent.then((result) => this.#input(this.#read(result)));
  }

  #read(result: FinalResponse): SubscriberInput {
    if (result.kind !== 'response') return { kind: 'response', status: 0, seconds: 0 };
    this.#seq = Math.max(this.#seq, result.cseq);
    const seconds = readSeconds(result.response, 'Expires') ?? this.#options.seconds;
    return { kind: 'response', status: result.response.status, seconds };
  }

  #onFirstNotify(incoming: NewRequest): void {
    const transaction = this.#core.layer.createServer(incoming);
    const { request, flow } = incoming;
    const authenticator = createAuthenticator(this.#options.credentials);
    const own = { authenticator, localSeq: this.#seq + MAX_TRIES, sticky: this.#options.flow !== undefined };
    const isOurs = this.#dialog === null && isEvent(request, this.#options.event);
    const dialog = isOurs ? openPlainDialog(this.#core, { request, flow, localTag: this.#fromTag }, own) : null;
    if (dialog === null) {
      // A second notifier behind a fork, or another package (4.1.3).
      return void transaction.respond(makeResponse(request, 481, responseParts(this.#core, null)));
    }
    this.#dialog = dialog;
    dialog.onIncoming((next) => this.#onNotify(next));
    dialog.deliver(incoming, transaction);
    if (this.#wantsOut) this.#input({ kind: 'leave' });
  }

  #onNotify(incoming: IncomingRequest): void {
    const { request } = incoming;
    if (request.method !== 'NOTIFY' || !isEvent(request, this.#options.event)) return incoming.respond(481);
    const state = readTokenWithParams(request, 'Subscription-State');
    if (state === undefined) return incoming.respond(400, { reason: 'Missing Subscription-State' });
    incoming.respond(200);
    this.#notify = request;
    const number = (name: string): number | null => parseDecimal(paramValue(state.params, name) ?? '', 2 ** 31) ?? null;
    const reason = paramValue(state.params, 'reason') ?? null;
    const isOver = state.token.toLowerCase() === 'terminated';
    const terminated = { kind: 'terminated', reason, retryAfterSeconds: number('retry-after') } as const;
    this.#input({ kind: 'notify', terminated: isOver ? terminated : null, seconds: number('expires') });
  }
}

/** CSeq numbers that repeats after challenges may have used when a NOTIFY overtakes their answer. */
const MAX_TRIES = 3;

const isEvent = (request: SipRequest, wanted: string): boolean => {
  const own = readTokenWithParams({ headers: [header('Event', wanted)] }, 'Event');
  const event = readTokenWithParams(request, 'Event');
  if (event === undefined || own === undefined) return headerValue(request, 'Event') === wanted;
  const isSame = event.token.toLowerCase() === own.token.toLowerCase();
  return isSame && paramValue(event.params, 'id') === paramValue(own.params, 'id');
};
