import type { TimerHandle } from '#platform/clock';
import type { MediaCounters } from '@carillon/api';
import type { Fact } from '../accounting/fact.ts';
import { callEvent } from '../accounting/call-events.ts';
import type { Leg } from '../leg/leg.ts';
import { CallQueue } from './call-queue.ts';
import type { CallEffect } from './effects.ts';
import type { CallInput } from './inputs.ts';
import { runEffect } from './run-effect.ts';
import type { ActorDeps, RunningCall } from './running-call.ts';
import { step } from './step.ts';
import type { Call } from './types.ts';

/** A call in progress: its state, its legs, and the queue that keeps what happens to it in order. */
export class CallActor implements RunningCall {
  readonly legs = new Map<string, Leg>();
  readonly deps: ActorDeps;
  readonly queue: CallQueue;
  /** Last counters of legs that were closed, by leg. */
  readonly counters: Promise<readonly [string, MediaCounters | null]>[] = [];
  call: Call;
  #sequence = 0;
  #ringTimer: TimerHandle | null = null;
  readonly #otherTimers = new Set<TimerHandle>();

  constructor(call: Call, deps: ActorDeps) {
    this.call = call;
    this.deps = deps;
    this.queue = new CallQueue((error) => {
      deps.log.error({ error, callId: call.id, organizationId: call.organizationId }, 'call step failed');
      // A bug must not leave people connected to nothing: the call is taken down in order.
      if (this.call.phase !== 'ended') this.post({ kind: 'end', legId: null, cause: 'media_failed', by: 'system' });
    });
  }

  get id(): string {
    return this.call.id;
  }

  /** Something happened; handled in its turn. */
  post(input: CallInput): void {
    this.queue.push(() => this.apply(input));
  }

  /** Handles an input now; only from inside the queue. */
  async apply(input: CallInput): Promise<void> {
    const before = this.call;
    const { call, effects } = step(before, input, this.deps.clock.nowMs());
    this.call = call;
    if (call !== before) this.deps.changed(this, before);
    const written = this.#keepFacts(effects, before);
    for (const effect of effects) if (effect.kind !== 'fact') await runEffect(this, effect, written);
  }

  /** Facts go to the writer before anything is done, so that an INVITE never leaves without a trace. */
  #keepFacts(effects: readonly CallEffect[], before: Call): Promise<void> {
    const facts: Fact[] = [];
    for (const effect of effects) if (effect.kind === 'fact') facts.push(this.#fact(effect, before));
    const urgent = effects.some((effect) => effect.kind === 'dial');
    return facts.length === 0 ? Promise.resolve() : this.deps.facts.append(facts, urgent);
  }

  #fact(effect: Extract<CallEffect, { kind: 'fact' }>, before: Call): Fact {
    const atMs = this.deps.clock.nowMs();
    const { legs: _legs, ...call } = this.call;
    const whole = effect.fact === 'call_started' || effect.fact === 'call_ended';
    return {
      callId: this.id,
      organizationId: this.call.organizationId,
      sequence: this.#sequence++,
      kind: effect.fact,
      legId: effect.leg?.id ?? null,
      atMs,
      data: {
        ...(effect.leg === null ? {} : { leg: effect.leg }),
        ...(whole ? { call: { ...call, ringing: null } } : {}),
      },
      event: callEvent(effect, { call: this.call, before, atMs }),
    };
  }

  setRingTimer(seconds: number): void {
    this.clearRingTimer();
    this.#ringTimer = this.deps.clock.setTimer(seconds * 1000, () => this.post({ kind: 'ring_timeout' }));
  }

  clearRingTimer(): void {
    if (this.#ringTimer !== null) this.deps.clock.clearTimer(this.#ringTimer);
    this.#ringTimer = null;
  }

  /** Posts an input later, unless the call is over by then. */
  postLater(ms: number, input: CallInput): void {
    const handle = this.deps.clock.setTimer(ms, () => {
      this.#otherTimers.delete(handle);
      this.post(input);
    });
    this.#otherTimers.add(handle);
  }

  /** The end of everything: timers stopped, media counted, records handed in. */
  async close(): Promise<void> {
    this.clearRingTimer();
    for (const handle of this.#otherTimers) this.deps.clock.clearTimer(handle);
    this.#otherTimers.clear();
    const counters = new Map(await Promise.all(this.counters));
    const legs = Object.values(this.call.legs).map((leg) => [
      leg.id,
      { ...leg, media: counters.get(leg.id) ?? leg.media },
    ]);
    this.call = { ...this.call, legs: Object.fromEntries(legs) };
    this.deps.closed(this);
  }
}
