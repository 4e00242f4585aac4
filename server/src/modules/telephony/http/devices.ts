import type { BodyOf, DeviceView, telephonyOperations } from '@carillon/api';
import { encodeCursor } from '#identity';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { appError } from '#platform/errors';
import type { TelephonyContext } from '../context.ts';
import {
  createDevice as create,
  removeDevice as remove,
  restartDevice as restart,
  rotateDeviceSecret as rotate,
  updateDevice as update,
} from '../devices/actions.ts';
import type { Device } from '../devices/device.ts';
import { pageOfDevices } from '../store/devices.ts';
import { cut, idCursor } from './page.ts';
import { visibleUser } from './policy.ts';

type Query = { readonly cursor?: string | undefined; readonly limit: number; readonly userId?: string | undefined };

export async function listDevices(
  context: TelephonyContext,
  actor: Actor,
  query: Query,
): Promise<{ items: DeviceView[]; nextCursor: string | null }> {
  const only = visibleUser(actor, 'telephony.device:read');
  if (only !== null && query.userId !== undefined && query.userId !== only) throw appError('forbidden');
  const wanted = { userId: only ?? query.userId ?? null, after: idCursor(query.cursor), limit: query.limit };
  const rows = await context.db.read(scopeOf(actor), (tx) => pageOfDevices(tx, wanted));
  const page = cut(rows, query.limit, (last) => encodeCursor([last.id]));
  return { items: await present(context, actor, page.rows), nextCursor: page.nextCursor };
}

export async function createDevice(context: TelephonyContext, actor: Actor, body: { userId: string; name: string }) {
  const organizationId = organizationOf(actor);
  const made = await create(context, { ...actor, organizationId }, body);
  return { device: (await present(context, actor, [made.device]))[0]!, password: made.password };
}

export async function rotateDeviceSecret(context: TelephonyContext, actor: Actor, deviceId: string) {
  const made = await rotate(context, actor, deviceId);
  return { device: (await present(context, actor, [made.device]))[0]!, password: made.password };
}

export async function restartDevice(context: TelephonyContext, actor: Actor, deviceId: string) {
  return { outcome: await restart(context, actor, deviceId) };
}

type DevicePatch = BodyOf<typeof telephonyOperations.updateDevice>;

export async function updateDevice(
  context: TelephonyContext,
  actor: Actor,
  deviceId: string,
  { name, followsForwarding }: DevicePatch,
): Promise<DeviceView> {
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(followsForwarding === undefined ? {} : { followsForwarding }),
  };
  const changed = await update(context, actor, { deviceId, ...change });
  return (await present(context, actor, [changed]))[0]!;
}

export async function removeDevice(context: TelephonyContext, actor: Actor, deviceId: string): Promise<void> {
  await remove(context, actor, deviceId);
}

async function present(context: TelephonyContext, actor: Actor, rows: readonly Device[]): Promise<DeviceView[]> {
  const owners = await context.identity.usersByIds(
    scopeOf(actor),
    rows.map((row) => row.userId),
  );
  const names = new Map(owners.map((owner) => [owner.id, owner.name]));
  return rows.map((device) => ({
    id: device.id,
    name: device.name,
    kind: device.kind,
    user: { id: device.userId, name: names.get(device.userId) ?? '' },
    sip: device.kind === 'browser' ? null : account(context, device),
    registrations: registrationsOf(context, device),
    followsForwarding: device.followsForwarding,
    createdAt: device.createdAt.toString({ smallestUnit: 'millisecond' }),
  }));
}

function account({ domain, config, bound }: TelephonyContext, device: Device): DeviceView['sip'] {
  const transports: ('udp' | 'tcp' | 'tls')[] = config.tls.kind === 'off' ? ['udp', 'tcp'] : ['udp', 'tcp', 'tls'];
  return {
    username: device.sipUsername,
    domain: domain.name,
    host: config.publicAddress,
    port: bound.sipPort,
    transports,
  };
}

function registrationsOf({ bindings }: TelephonyContext, device: Device): DeviceView['registrations'] {
  return bindings.ofDevice(device.id).map(({ flow, userAgent, expiresAt }) => ({
    transport: flow?.transport ?? 'udp',
    address: flow === undefined ? '' : `${flow.remoteAddress}:${flow.remotePort}`,
    userAgent: userAgent ?? null,
    expiresAt: new Date(expiresAt).toISOString(),
  }));
}
