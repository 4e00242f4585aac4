import { sql, type Tx } from '#platform/db';
import type { Device } from '../devices/device.ts';
import type { TelephonyTables } from '../tables.ts';

const devices = (tx: Tx) =>
  tx.withTables<TelephonyTables>().selectFrom('devices').selectAll().where('removedAt', 'is', null);

/** Every device of the scope, for the table in memory. */
export const allDevices = (tx: Tx): Promise<Device[]> => devices(tx).execute();

export async function findDevice(tx: Tx, deviceId: string): Promise<Device | null> {
  return (await devices(tx).where('id', '=', deviceId).forUpdate().executeTakeFirst()) ?? null;
}

/** The device of this name and every other one of its organization; none when nobody has the name. */
export async function fleetOf(tx: Tx, username: string): Promise<Device[]> {
  const device = await devices(tx).where('sipUsername', '=', username).executeTakeFirst();
  return device === undefined ? [] : devices(tx).where('organizationId', '=', device.organizationId).execute();
}

export const devicesOfUser = (tx: Tx, userId: string): Promise<Device[]> =>
  devices(tx).where('userId', '=', userId).execute();

export type DevicePage = { readonly userId: string | null; readonly after: string | null; readonly limit: number };

/** Newest first by id (UUIDv7); one row more than asked tells that there is a next page. */
export function pageOfDevices(tx: Tx, page: DevicePage): Promise<Device[]> {
  let query = devices(tx)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.userId !== null) query = query.where('userId', '=', page.userId);
  if (page.after !== null) query = query.where('id', '<', page.after);
  return query.execute();
}

/** Adds devices; a browser that exists already is left as it is. Rows travel as one JSON parameter. */
export async function insertDevices(tx: Tx, rows: readonly Device[]): Promise<void> {
  const json = JSON.stringify(
    rows.map((device) => ({
      id: device.id,
      organization_id: device.organizationId,
      user_id: device.userId,
      kind: device.kind,
      name: device.name,
      sip_username: device.sipUsername,
      ha1_md5: device.ha1Md5,
      ha1_sha256: device.ha1Sha256,
      created_at: device.createdAt.toString(),
      follows_forwarding: device.followsForwarding,
    })),
  );
  await sql`insert into devices select * from jsonb_populate_recordset(null::devices, ${json}::jsonb)
    on conflict do nothing`.execute(tx);
}

export async function updateSecrets(
  tx: Tx,
  deviceId: string,
  secrets: { ha1Md5: string | null; ha1Sha256: string | null },
): Promise<void> {
  await tx.withTables<TelephonyTables>().updateTable('devices').set(secrets).where('id', '=', deviceId).execute();
}

export async function changeDevice(
  tx: Tx,
  deviceId: string,
  change: Partial<Pick<Device, 'name' | 'followsForwarding'>>,
): Promise<void> {
  await tx.withTables<TelephonyTables>().updateTable('devices').set(change).where('id', '=', deviceId).execute();
}

export async function markDeviceRemoved(tx: Tx, deviceId: string, at: string): Promise<void> {
  const db = tx.withTables<TelephonyTables>();
  await db
    .updateTable('devices')
    .set({ removedAt: at, ha1Md5: null, ha1Sha256: null })
    .where('id', '=', deviceId)
    .execute();
  await db.deleteFrom('registrations').where('deviceId', '=', deviceId).execute();
}
