import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition that the network brings about; real time, since the program under test is real. */
export async function until<T>(what: string, check: () => T | Promise<T>, timeoutMs = 15_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`did not happen in ${timeoutMs} ms: ${what}`);
    await pause(20);
  }
}
