import type { Logger } from '../platform/log.ts';

export type SignalOptions = {
  readonly log: Logger;
  readonly stop: () => Promise<void>;
  /** Called for a second signal, before the process ends at once. */
  readonly force: () => void;
  readonly say: (sentence: string) => void;
};

/** The whole stop takes at most this long. */
const limitMs = 12_000;

/**
 * Ctrl-C and SIGTERM stop in order; a second one at once. A promise that nobody handled is logged and survived, because
 * calls in progress matter more; an exception outside any promise leaves unknown state, so the process ends.
 */
export function handleSignals({ log, stop, force, say }: SignalOptions): void {
  let stopping = false;
  const exitNow = (code: number) => {
    force();
    process.exit(code);
  };
  const onSignal = () => {
    if (stopping) return exitNow(1);
    stopping = true;
    say('\nStopping: calls and browsers are warned. Once more to stop at once.');
    setTimeout(() => exitNow(1), limitMs).unref();
    void stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    log.fatal({ error }, 'uncaught exception');
    exitNow(1);
  });
}
