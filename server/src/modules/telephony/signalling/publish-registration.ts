import type { Clock } from '#platform/clock';
import { operatorScope, type Database } from '#platform/db';
import type { Logger } from '#platform/log';
import { publish } from '#platform/outbox';
import type { Device } from '../devices/device.ts';

/** Tells the house that a device came or left. Nobody waits for it: presence itself is in memory. */
export function publishRegistration(
  deps: { db: Database; clock: Clock; log: Logger },
  device: Device,
  registered: boolean,
): void {
  const { organizationId, userId, id: deviceId } = device;
  const at = new Date(deps.clock.nowMs()).toISOString();
  deps.db
    .transaction(operatorScope, (tx) =>
      publish(tx, 'telephony.registration.changed', deviceId, { organizationId, userId, deviceId, registered, at }),
    )
    .catch((error: unknown) => deps.log.warn({ error, deviceId }, 'change of presence not published'));
}
