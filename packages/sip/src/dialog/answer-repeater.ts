/**
 * Repeats our 2xx to an INVITE until its ACK comes (RFC 3261 13.3.1.4): T1, doubling to T2, on every transport, because
 * the ACK may be lost behind a proxy; after 64*T1 the session is to be ended.
 */
import { T1_MS, T2_MS, TRANSACTION_MS, doubled } from '../transaction/timers.ts';
import { createWheelTimer } from '../transaction/timer-wheel.ts';
import type { TimerWheel, WheelTimer } from '../transaction/timer-wheel.ts';

export class AnswerRepeater {
  readonly #wheel: TimerWheel;
  readonly #timer: WheelTimer;
  #intervalMs = T1_MS;
  #elapsedMs = 0;

  constructor(wheel: TimerWheel, repeat: () => void, onGiveUp: () => void) {
    this.#wheel = wheel;
    this.#timer = createWheelTimer(() => {
      this.#elapsedMs += this.#intervalMs;
      if (this.#elapsedMs >= TRANSACTION_MS) return onGiveUp();
      repeat();
      this.#intervalMs = Math.min(doubled(this.#intervalMs, T2_MS), TRANSACTION_MS - this.#elapsedMs);
      this.#wheel.start(this.#timer, this.#intervalMs);
    });
    wheel.start(this.#timer, T1_MS);
  }

  /** The ACK is here, or the session is over. */
  stop(): void {
    this.#wheel.stop(this.#timer);
  }
}
