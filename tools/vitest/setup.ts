// Runs in every test process: a test that tried to leave this machine fails, even when the error was swallowed.
import { afterEach } from 'vitest';

declare global {
  var carillonNetworkAttempts: string[] | undefined;
}

afterEach(() => {
  const attempts = globalThis.carillonNetworkAttempts?.splice(0) ?? [];
  if (attempts.length > 0) throw new Error(`This test tried to use the network: ${attempts.join(', ')}`);
});
