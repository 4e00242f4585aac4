import type { Clock } from '#platform/clock';
import { operatorScope, type Database } from '#platform/db';
import { createCache } from '../directory/cache.ts';
import { fleetOf } from '../store/devices.ts';
import type { Device } from './device.ts';
import type { DeviceTable } from './device-table.ts';

/**
 * Finds devices that were added by somebody else (another node, a seed) since this process loaded its table. Seldom is
 * there one alone: all of the organization are looked at, so that a new fleet costs one question.
 */
export interface DeviceFinder {
  /** Null when there is nothing to wait for: known, or lately looked for in vain. */
  ensure(username: string): Promise<void> | null;
}

const retryMs = 5_000;
const names = /^[a-z0-9._-]{1,64}$/i;

export function createDeviceFinder(deps: { db: Database; clock: Clock; devices: DeviceTable }): DeviceFinder {
  const { db, clock, devices } = deps;
  const missing = new Set<string>();

  /** A device that is removed while the database answers must not come back: then it is asked again. */
  const readFleet = async (username: string): Promise<Device[]> => {
    const { removals } = devices;
    const found = await db.read(operatorScope, (tx) => fleetOf(tx, username));
    return removals === devices.removals ? found : readFleet(username);
  };

  const looked = createCache<void>({
    clock,
    ttlMs: retryMs,
    // Bounds what a flood of made-up names may keep in memory.
    max: 5_000,
    async load(username) {
      missing.delete(username);
      const found = await readFleet(username);
      for (const device of found) if (devices.byId(device.id) === undefined) devices.put(device);
      if (found.length === 0 && missing.size < 5_000) {
        missing.add(username);
        clock.setTimer(retryMs, () => missing.delete(username));
      }
    },
  });
  return {
    ensure(username) {
      if (devices.byUsername(username) !== undefined || missing.has(username) || !names.test(username)) return null;
      return looked.get(username).catch(() => undefined);
    },
  };
}
