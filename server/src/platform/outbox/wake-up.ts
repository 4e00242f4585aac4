import type { Clock, TimerHandle } from '../clock.ts';

/** Also looks without a notification: one is lost when the listener's connection breaks. */
const pollMs = 5_000;
/** A delivery that another process holds is due all the while; asking for it again has to wait a little. */
const shortestMs = 20;

export type WakeUpOptions = {
  readonly clock: Clock;
  /** Returns when something delayed falls due, in milliseconds since 1970; null when nothing does. */
  readonly run: () => Promise<number | null>;
};

/** Runs work when woken, when delayed work falls due, and every few seconds; one run at a time. */
export function createWakeUp({ clock, run }: WakeUpOptions) {
  let timer: TimerHandle | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let dueMs: number | null = null;

  /** A wake-up during a run causes one more: it may tell of something that the run has not seen. */
  const runAll = async () => {
    while (again) {
      again = false;
      dueMs = await run();
    }
  };
  const drain = (): Promise<void> => {
    again = true;
    running ??= runAll().finally(() => (running = null));
    return running;
  };
  const clear = () => {
    if (timer) clock.clearTimer(timer);
    timer = null;
  };
  const schedule = () => {
    if (stopped || timer) return;
    const waitMs = dueMs === null ? pollMs : dueMs - clock.nowMs();
    timer = clock.setTimer(Math.min(pollMs, Math.max(shortestMs, waitMs)), wake);
  };
  const wake = () => {
    clear();
    if (stopped) return;
    void drain()
      .catch(() => {
        dueMs = null;
      })
      .then(schedule);
  };

  return {
    wake,
    drain,
    get stopped() {
      return stopped;
    },
    async stop() {
      stopped = true;
      clear();
      await running?.catch(() => {});
    },
  };
}
