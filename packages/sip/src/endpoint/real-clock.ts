/** The clock of a running process. Its timers do not keep the process alive. */
import type { SipClock } from './types.ts';

export const realClock: SipClock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
