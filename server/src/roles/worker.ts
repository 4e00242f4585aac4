import { defineMaintenance } from '../platform/maintenance.ts';
import type { Platform } from '../platform/platform.ts';
import type { Role } from './role.ts';

/** Delivery of events and background jobs. */
export function createWorkerRole(platform: Pick<Platform, 'outbox' | 'jobs' | 'db' | 'clock'>): Role {
  const { outbox, jobs } = platform;
  defineMaintenance(platform);
  return {
    name: 'worker',
    start: async () => {
      await Promise.all([outbox.start(), jobs.start()]);
    },
    stop: async () => {
      await Promise.all([outbox.stop(), jobs.stop()]);
    },
  };
}
