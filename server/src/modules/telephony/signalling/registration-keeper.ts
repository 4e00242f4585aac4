import type { Clock, TimerHandle } from '#platform/clock';
import { operatorScope, type Database, type Tx } from '#platform/db';
import type { Logger } from '#platform/log';
import { publishMany, type OutgoingEvent } from '#platform/outbox';
import type { Device } from '../devices/device.ts';
import { replaceRegistrations } from '../store/registrations.ts';
import type { BindingTable } from './binding-table.ts';

/** What the house hears of a device that can be reached from now on, or not any more. */
export type Presence = 'came' | 'left' | null;

/**
 * Writes registrations behind, and tells the house who came and left: a REGISTER is answered from memory, the database
 * follows within a second in one transaction for all, so that a storm of telephones coming back costs it little.
 */
export interface RegistrationKeeper {
  note(device: Device, presence: Presence): void;
  /** Writes what is waiting now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const delayMs = 250;
const maxBatch = 1_000;

export function createRegistrationKeeper(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
  bindings: BindingTable;
  newId: () => string;
}): RegistrationKeeper {
  const waiting = new Map<string, Device>();
  const untold: OutgoingEvent<'telephony.registration.changed'>[] = [];
  let timer: TimerHandle | null = null;
  let writing: Promise<void> = Promise.resolve();

  const writeBatch = async (): Promise<void> => {
    const batch = [...waiting.values()].slice(0, maxBatch);
    for (const device of batch) waiting.delete(device.id);
    const told = untold.splice(0);
    await deps.db
      .transaction(operatorScope, (tx) => write(tx, batch, told))
      .catch((error: unknown) => {
        // Registrations refresh themselves; a lost write matters only if the server restarts before.
        deps.log.warn({ error, devices: batch.length, events: told.length }, 'registrations not stored');
      });
  };

  const write = async (tx: Tx, batch: readonly Device[], told: typeof untold): Promise<void> => {
    // A browser is never stored: its connection is its registration.
    const stored = batch.filter((device) => device.kind !== 'browser');
    const changes = stored.map((device) => ({ device, bindings: deps.bindings.ofDevice(device.id) }));
    if (changes.length > 0) await replaceRegistrations(tx, changes, deps.newId);
    await publishMany(tx, 'telephony.registration.changed', told);
  };

  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      while (waiting.size > 0) await writeBatch();
    });
    return writing;
  };

  return {
    note(device, presence) {
      if (device.kind === 'browser' && presence === null) return;
      waiting.set(device.id, device);
      if (presence !== null) untold.push(changedEvent(device, presence, deps.clock.nowMs()));
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

function changedEvent(device: Device, presence: 'came' | 'left', atMs: number) {
  const { organizationId, userId, id: deviceId } = device;
  const at = new Date(atMs).toISOString();
  return { aggregateId: deviceId, payload: { organizationId, userId, deviceId, registered: presence === 'came', at } };
}
