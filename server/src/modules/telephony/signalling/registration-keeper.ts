import type { Clock, TimerHandle } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Logger } from '#platform/log';
import type { Device } from '../devices/device.ts';
import { replaceRegistrations } from '../store/registrations.ts';
import type { BindingTable } from './binding-table.ts';

/**
 * Writes registrations behind: a REGISTER is answered from memory, the database follows within a second in one
 * statement for all, so that a storm of telephones coming back costs it little.
 */
export interface RegistrationKeeper {
  note(device: Device): void;
  /** Writes what is waiting now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const delayMs = 500;
const maxBatch = 1_000;

export function createRegistrationKeeper(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
  bindings: BindingTable;
  newId: () => string;
}): RegistrationKeeper {
  const waiting = new Map<string, Device>();
  let timer: TimerHandle | null = null;
  let writing: Promise<void> = Promise.resolve();

  const writeBatch = async (): Promise<void> => {
    const batch = [...waiting.values()].slice(0, maxBatch);
    for (const device of batch) waiting.delete(device.id);
    const changes = batch.map((device) => ({ device, bindings: deps.bindings.ofDevice(device.id) }));
    await replaceRegistrations(deps.db, changes, deps.newId).catch((error: unknown) => {
      // Registrations refresh themselves; a lost write matters only if the server restarts before.
      deps.log.warn({ error, devices: batch.length }, 'registrations not stored');
    });
  };

  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      while (waiting.size > 0) await writeBatch();
    });
    return writing;
  };

  return {
    note(device) {
      if (device.kind === 'browser') return;
      waiting.set(device.id, device);
      timer ??= deps.clock.setTimer(delayMs, () => {
        timer = null;
        void flush();
      });
    },
    flush,
    async stop() {
      if (timer !== null) deps.clock.clearTimer(timer);
      await flush();
    },
  };
}
