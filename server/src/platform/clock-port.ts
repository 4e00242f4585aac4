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
