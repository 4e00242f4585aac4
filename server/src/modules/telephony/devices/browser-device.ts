import type { Clock } from '#platform/clock';
import { organizationScope, type Database } from '#platform/db';
import { newId } from '#platform/ids';
import { devicesOfUser, insertDevices } from '../store/devices.ts';
import type { Device } from './device.ts';
import type { DeviceTable } from './device-table.ts';
import { newSipUsername } from './secrets.ts';

/** Every member has one browser device, made when it is first wanted; it has a name in SIP and no password. */
export async function ensureBrowserDevice(
  deps: { db: Database; clock: Clock; devices: DeviceTable },
  owner: { userId: string; organizationId: string },
): Promise<Device> {
  const find = () => deps.devices.ofUser(owner.userId).find((device) => device.kind === 'browser');
  const known = find();
  if (known !== undefined) return known;
  const device = newBrowserDevice(owner, deps.clock.now());
  const stored = await deps.db.transaction(organizationScope(owner.organizationId), async (tx) => {
    await insertDevices(tx, [device]);
    // Two tabs may open at once: the row that is there counts.
    return devicesOfUser(tx, owner.userId);
  });
  const browser = stored.find((row) => row.kind === 'browser')!;
  if (find() === undefined) deps.devices.put(browser);
  return browser;
}

function newBrowserDevice(owner: { userId: string; organizationId: string }, createdAt: Temporal.Instant): Device {
  return {
    ...owner,
    id: newId(),
    kind: 'browser',
    name: 'Browser',
    sipUsername: newSipUsername(),
    ha1Md5: null,
    ha1Sha256: null,
    followsForwarding: true,
    createdAt,
  };
}
