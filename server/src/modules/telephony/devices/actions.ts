import type { Actor } from '#platform/actor';
import { scopeOf } from '#platform/actor';
import { appError } from '#platform/errors';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import type { TelephonyContext } from '../context.ts';
import {
  changeDevice,
  devicesOfUser,
  findDevice,
  insertDevices,
  markDeviceRemoved,
  updateSecrets,
} from '../store/devices.ts';
import { askToRestart, type RestartOutcome } from '../signalling/events/check-sync.ts';
import type { Device } from './device.ts';
import { digestSecrets, newSipPassword, newSipUsername } from './secrets.ts';

export type DeviceWithPassword = { readonly device: Device; readonly password: string };

/** A desk telephone for a member of the actor's organization. @throws not_found, entitlement_missing */
export async function createDevice(
  context: TelephonyContext,
  actor: Actor & { organizationId: string },
  wanted: { userId: string; name: string },
): Promise<DeviceWithPassword> {
  const { db, contract, identity, clock, devices } = context;
  const made = await db.transaction(scopeOf(actor), async (tx) => {
    const [owner] = await identity.usersByIds(scopeOf(actor), [wanted.userId], tx);
    if (owner === undefined || owner.removed) throw appError('not_found');
    const right = await contract.granted(scopeOf(actor), 'telephony.desk_phones', tx);
    if (!right.granted) throw appError('entitlement_missing', { values: { key: 'telephony.desk_phones' } });
    const result = newDeskPhone({ ...wanted, organizationId: actor.organizationId }, clock.now());
    await insertDevices(tx, [result.device]);
    await identity.audit(tx, actor, 'telephony.device.created', subject(result.device), {
      name: wanted.name,
      userId: wanted.userId,
    });
    return result;
  });
  devices.put(made.device);
  return made;
}

export function newDeskPhone(
  wanted: { organizationId: string; userId: string; name: string; username?: string; password?: string },
  createdAt: Temporal.Instant,
): DeviceWithPassword {
  const { organizationId, userId, name } = wanted;
  const sipUsername = wanted.username ?? newSipUsername();
  const password = wanted.password ?? newSipPassword();
  const secrets = digestSecrets(sipUsername, password);
  return {
    device: {
      ...{ id: newId(), organizationId, userId, kind: 'desk_phone', name, sipUsername, ...secrets },
      followsForwarding: true,
      createdAt,
    },
    password,
  };
}

/** A new password; the telephone must be given it before it can register again. @throws not_found */
export async function rotateDeviceSecret(
  context: TelephonyContext,
  actor: Actor,
  deviceId: string,
): Promise<DeviceWithPassword> {
  const made = await context.db.transaction(scopeOf(actor), async (tx) => {
    const device = await findDevice(tx, deviceId);
    if (device === null || device.kind === 'browser') throw appError('not_found');
    const password = newSipPassword();
    const secrets = digestSecrets(device.sipUsername, password);
    await updateSecrets(tx, deviceId, secrets);
    await context.identity.audit(tx, actor, 'telephony.device.secret_rotated', subject(device));
    return { device: { ...device, ...secrets }, password };
  });
  context.devices.put(made.device);
  context.registrar.drop(made.device);
  return made;
}

/** Asks a telephone to restart and to read its settings again. Kept in the audit log whatever it answers. @throws not_found */
export async function restartDevice(
  context: TelephonyContext,
  actor: Actor,
  deviceId: string,
): Promise<RestartOutcome> {
  const device = await context.db.transaction(scopeOf(actor), async (tx) => {
    const found = await findDevice(tx, deviceId);
    if (found === null || found.kind === 'browser') throw appError('not_found');
    await context.identity.audit(tx, actor, 'telephony.device.restarted', subject(found), { name: found.name });
    return found;
  });
  return askToRestart(context, device);
}

/** A new name, or whether its forward key is followed. @throws not_found */
export async function updateDevice(
  context: TelephonyContext,
  actor: Actor,
  change: { readonly deviceId: string; readonly name?: string; readonly followsForwarding?: boolean },
): Promise<Device> {
  const { deviceId, ...fields } = change;
  const changed = await context.db.transaction(scopeOf(actor), async (tx) => {
    const device = await findDevice(tx, deviceId);
    if (device === null || device.kind === 'browser') throw appError('not_found');
    if (Object.keys(fields).length > 0) await changeDevice(tx, deviceId, fields);
    await context.identity.audit(tx, actor, 'telephony.device.changed', subject(device), fields);
    return { ...device, ...fields };
  });
  context.devices.put(changed);
  return changed;
}

/** @throws not_found */
export async function removeDevice(context: TelephonyContext, actor: Actor, deviceId: string): Promise<void> {
  const device = await context.db.transaction(scopeOf(actor), async (tx) => {
    const found = await findDevice(tx, deviceId);
    if (found === null || found.kind === 'browser') throw appError('not_found');
    await markDeviceRemoved(tx, deviceId, context.clock.now().toString());
    await context.identity.audit(tx, actor, 'telephony.device.removed', subject(found), { name: found.name });
    return found;
  });
  forget(context, device);
}

/** A member left: their telephones go with them. */
export async function removeDevicesOfUser(context: TelephonyContext, user: { userId: string }, tx: Tx): Promise<void> {
  const found = await devicesOfUser(tx, user.userId);
  for (const device of found) await markDeviceRemoved(tx, device.id, context.clock.now().toString());
  context.db.afterCommit(tx, () => {
    for (const device of found) forget(context, device);
  });
}

/**
 * Every password of a user becomes worthless at once; new ones are given telephone by telephone.
 * @rule R-5.2-c
 */
export async function rotateSecretsOfUser(context: TelephonyContext, userId: string, tx: Tx): Promise<number> {
  const phones = (await devicesOfUser(tx, userId)).filter((device) => device.kind === 'desk_phone');
  const rotated = phones.map((device) => ({ ...device, ...digestSecrets(device.sipUsername, newSipPassword()) }));
  for (const { id, ha1Md5, ha1Sha256 } of rotated) await updateSecrets(tx, id, { ha1Md5, ha1Sha256 });
  context.db.afterCommit(tx, () => {
    for (const device of rotated) {
      context.devices.put(device);
      context.registrar.drop(device);
    }
    context.dropBrowsers(userId);
  });
  return rotated.length;
}

function forget(context: TelephonyContext, device: Device): void {
  context.registrar.drop(device);
  context.devices.remove(device.id);
}

const subject = (device: Device) => ({ kind: 'device', id: device.id });
