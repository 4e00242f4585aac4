/** A place for one running timer of a transaction; two are enough for every machine. */
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import { createWheelTimer } from './timer-wheel.ts';
import type { TimerInput, TimerName } from './timers.ts';

/** A, E, G and the 100 repeat or fire early; the others bound the life of a state. */
export const isRepeating = (name: TimerName): boolean =>
  name === 'A' || name === 'E' || name === 'G' || name === 'trying';

const inputs = new Map<TimerName, TimerInput>();

const timerInput = (timer: TimerName): TimerInput => {
  let input = inputs.get(timer);
  if (input === undefined) inputs.set(timer, (input = { kind: 'timer', timer }));
  return input;
};

export class TimerSlot {
  readonly #wheel: TimerWheel;
  readonly #timer: WheelTimer;
  #name: TimerName | null = null;

  constructor(wheel: TimerWheel, onTimer: (input: TimerInput) => void) {
    this.#wheel = wheel;
    this.#timer = createWheelTimer(() => {
      const name = this.#name;
      this.#name = null;
      if (name !== null) onTimer(timerInput(name));
    });
  }

  start(name: TimerName, delayMs: number): void {
    this.#name = name;
    this.#wheel.start(this.#timer, delayMs);
  }

  /** Only when it is this one that runs. */
  stop(name: TimerName): void {
    if (this.#name === name) this.clear();
  }

  clear(): void {
    this.#name = null;
    this.#wheel.stop(this.#timer);
  }
}
