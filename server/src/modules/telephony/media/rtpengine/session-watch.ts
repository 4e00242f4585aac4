import type { Clock, TimerHandle } from '#platform/clock';
import type { EngineSession } from './engine-session.ts';
import { LegWatch } from './leg-watch.ts';
import type { RtpengineLeg } from './rtpengine-leg.ts';

const connectingEveryMs = 100;
const relayedEveryMs = 5_000;

/**
 * Asks the engine about the legs of one session while nobody else would notice: often while a browser connects, every
 * five seconds while packets are relayed past our workers.
 */
export class SessionWatch {
  readonly #session: EngineSession;
  readonly #clock: Clock;
  readonly #legs = new Map<RtpengineLeg, LegWatch>();
  #timer: TimerHandle | null = null;
  #isLooking = false;

  constructor(session: EngineSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  get size(): number {
    return this.#legs.size;
  }

  legs(): RtpengineLeg[] {
    return [...this.#legs.keys()];
  }

  add(leg: RtpengineLeg): void {
    this.#legs.set(leg, new LegWatch(leg.transport));
  }

  delete(leg: RtpengineLeg): void {
    this.#legs.delete(leg);
    if (this.#legs.size === 0) this.#stop();
  }

  /** Something changed: the next look may be due sooner, or not at all. */
  wake(): void {
    this.#stop();
    this.#note(null);
    const pause = this.#pauseMs();
    if (pause !== null) this.#timer = this.#clock.setTimer(pause, () => void this.look());
  }

  /** Looks now. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const state = await this.#session.state();
    this.#isLooking = false;
    if (state === 'unknown') this.#lost();
    else if (state) this.#note((leg) => state.get(leg.farTag)?.packets ?? 0);
    if (this.#legs.size > 0) this.wake();
  }

  /** Without figures only what is known here is noted: that something was agreed, that a leg is relayed. */
  #note(packetsOf: ((leg: RtpengineLeg) => number) | null): void {
    const nowMs = this.#clock.nowMs();
    for (const [leg, watch] of this.#legs) {
      const facts = { isAgreed: leg.exchange !== null, speaks: leg.speaks, isRelayed: leg.relayedTo !== null };
      leg.tell(watch.observe({ nowMs, packets: packetsOf?.(leg) ?? null, ...facts }));
    }
  }

  /** The engine restarted, or ended the call by its own time limit. */
  #lost(): void {
    for (const leg of this.#legs.keys()) if (leg.exchange) leg.emit('failed', 'the engine no longer has this call');
  }

  #pauseMs(): number | null {
    if ([...this.#legs.values()].some((watch) => watch.isConnecting)) return connectingEveryMs;
    return [...this.#legs.keys()].some((leg) => leg.relayedTo !== null) ? relayedEveryMs : null;
  }

  #stop(): void {
    if (this.#timer) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
  }
}
