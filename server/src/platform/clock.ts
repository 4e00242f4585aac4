import type { Clock } from './clock-port.ts';

export type { Clock, TimerHandle } from './clock-port.ts';
export { createFakeClock, type FakeClock } from './fake-clock.ts';

/** The machine's clock. Its timers do not keep the process alive: the sockets do. */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  nowMs: () => Date.now(),
  setTimer: (ms, run) => ({ id: setTimeout(run, ms).unref() }),
  clearTimer: (handle) => clearTimeout(handle.id as NodeJS.Timeout),
};
