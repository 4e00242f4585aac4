/**
 * Timers for a process with tens of thousands of transactions: a hashed wheel of doubly linked lists. Starting and
 * stopping is a few assignments and no allocation; one clock timer drives all of it and sleeps until the next
 * occupied slot.
 */
import type { SipClock } from '../endpoint/types.ts';

const TICK_MS = 10;
const SLOTS = 1024;
const MASK = SLOTS - 1;

/** Owned by whoever waits; may be started again any number of times, also from its own callback. */
export type WheelTimer = {
  readonly onExpire: () => void;
  next: WheelTimer | null;
  previous: WheelTimer | null;
  dueTick: number;
  running: boolean;
};

export const createWheelTimer = (onExpire: () => void): WheelTimer => ({
  onExpire,
  next: null,
  previous: null,
  dueTick: 0,
  running: false,
});

export class TimerWheel {
  readonly #clock: SipClock;
  readonly #onError: (error: unknown) => void;
  readonly #slots: (WheelTimer | null)[] = Array.from({ length: SLOTS }, () => null);
  /** Every tick up to and including this one was served. */
  #servedTick: number;
  #armedTick = Infinity;
  #disarm: (() => void) | null = null;
  #size = 0;
  #isClosed = false;

  constructor(clock: SipClock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
    this.#servedTick = Math.floor(clock.now() / TICK_MS);
  }

  /** Timers running. */
  get size(): number {
    return this.#size;
  }

  /** (Re)starts; fires once, not before `delayMs` and at most a tick (10 ms) after. */
  start(timer: WheelTimer, delayMs: number): void {
    if (timer.running) this.stop(timer);
    if (this.#isClosed) return;
    const now = this.#clock.now();
    if (this.#size === 0) this.#servedTick = Math.max(this.#servedTick, Math.floor(now / TICK_MS));
    timer.dueTick = Math.max(Math.ceil((now + delayMs) / TICK_MS), this.#servedTick + 1);
    this.#link(timer);
    if (timer.dueTick < this.#armedTick) this.#arm(timer.dueTick);
  }

  stop(timer: WheelTimer): void {
    if (!timer.running) return;
    this.#unlink(timer);
    if (this.#size === 0) this.#sleep();
  }

  /** Drops every timer without firing; later starts do nothing. */
  close(): void {
    this.#isClosed = true;
    this.#sleep();
    for (let slot = 0; slot < SLOTS; slot += 1) {
      for (let timer = this.#slots[slot] ?? null; timer !== null; timer = this.#slots[slot] ?? null)
        this.#unlink(timer);
    }
  }

  #link(timer: WheelTimer): void {
    const slot = timer.dueTick & MASK;
    const head = this.#slots[slot] ?? null;
    timer.next = head;
    timer.previous = null;
    if (head !== null) head.previous = timer;
    this.#slots[slot] = timer;
    timer.running = true;
    this.#size += 1;
  }

  #unlink(timer: WheelTimer): void {
    if (timer.previous !== null) timer.previous.next = timer.next;
    else this.#slots[timer.dueTick & MASK] = timer.next;
    if (timer.next !== null) timer.next.previous = timer.previous;
    timer.next = null;
    timer.previous = null;
    timer.running = false;
    this.#size -= 1;
  }

  #sleep(): void {
    this.#disarm?.();
    this.#disarm = null;
    this.#armedTick = Infinity;
  }

  #arm(tick: number): void {
    this.#disarm?.();
    this.#armedTick = tick;
    this.#disarm = this.#clock.after(Math.max(0, tick * TICK_MS - this.#clock.now()), () => this.#wake());
  }

  #wake(): void {
    this.#disarm = null;
    this.#armedTick = Infinity;
    const nowTick = Math.floor(this.#clock.now() / TICK_MS);
    // After a long stall (suspend) one turn of the wheel reaches every slot; no need to replay the ticks.
    const from = Math.max(this.#servedTick + 1, nowTick - SLOTS + 1);
    this.#servedTick = Math.max(this.#servedTick, nowTick);
    for (let tick = from; tick <= nowTick && this.#size > 0; tick += 1) this.#serve(tick & MASK, nowTick);
    if (this.#size > 0) this.#armNext();
  }

  #serve(slot: number, nowTick: number): void {
    let timer = this.#slots[slot] ?? null;
    while (timer !== null) {
      if (timer.dueTick > nowTick) {
        timer = timer.next;
        continue;
      }
      this.#unlink(timer);
      this.#fire(timer);
      // The callback may have changed this list anywhere; expired ones are gone, so start over.
      timer = this.#slots[slot] ?? null;
    }
  }

  #fire(timer: WheelTimer): void {
    try {
      timer.onExpire();
    } catch (error) {
      this.#onError(error);
    }
  }

  #armNext(): void {
    for (let offset = 1; offset <= SLOTS; offset += 1) {
      const tick = this.#servedTick + offset;
      if (this.#slots[tick & MASK] !== null) {
        if (tick < this.#armedTick) this.#arm(tick);
        return;
      }
    }
  }
}
