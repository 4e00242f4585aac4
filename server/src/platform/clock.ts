/** A timer that has been set; only good for `clearTimer`. */
export type TimerHandle = { readonly id: unknown };

/** The only source of time of the server: tests pass a clock that they move, so that nothing sleeps. */
export interface Clock {
  now(): Temporal.Instant;
  /** Milliseconds since 1970, for protocol code that counts in numbers. */
  nowMs(): number;
  /** Calls `run` once, `ms` milliseconds from now. */
  setTimer(ms: number, run: () => void): TimerHandle;
  clearTimer(handle: TimerHandle): void;
}

/** The machine's clock. Its timers do not keep the process alive: the sockets do. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  nowMs: () => Date.now(),
  setTimer: (ms, run) => ({ id: setTimeout(run, ms).unref() }),
  clearTimer: (handle) => clearTimeout(handle.id as NodeJS.Timeout),
};
