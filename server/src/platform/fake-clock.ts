import type { Clock, TimerHandle } from './clock.ts';

type Timer = { readonly dueMs: number; readonly order: number; readonly run: () => void };

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`; timers that fall due run in order of time, each with the promises that it settles. */
  advance(ms: number): Promise<void>;
  /** Timers set and neither run nor cleared: zero at the end of a test proves that nothing leaks. */
  readonly pendingTimers: number;
}

/** Lets promise callbacks (also chained ones) run before the clock moves further. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A fake clock that starts at `startIso` (RFC 3339). */
export function createFakeClock(startIso = '2026-01-05T09:00:00Z'): FakeClock {
  let nowMs = Temporal.Instant.from(startIso).epochMilliseconds;
  let order = 0;
  const timers = new Map<number, Timer>();

  const nextDue = (limitMs: number) => {
    let next: Timer | undefined;
    for (const timer of timers.values()) {
      if (timer.dueMs > limitMs) continue;
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) next = timer;
    }
    return next;
  };

  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(nowMs),
    nowMs: () => nowMs,
    setTimer(ms, run): TimerHandle {
      order += 1;
      timers.set(order, { dueMs: nowMs + Math.max(0, ms), order, run });
      return { id: order };
    },
    clearTimer: (handle) => void timers.delete(handle.id as number),
    get pendingTimers() {
      return timers.size;
    },
    async advance(ms) {
      const limitMs = nowMs + ms;
      await settle();
      for (let timer = nextDue(limitMs); timer; timer = nextDue(limitMs)) {
        nowMs = Math.max(nowMs, timer.dueMs);
        timers.delete(timer.order);
        timer.run();
        await settle();
      }
      nowMs = limitMs;
    },
  };
}
