import type { IncomingRequest } from '@carillon/sip';
import type { Device } from '../../devices/device.ts';
import type { DeviceTable } from '../../devices/device-table.ts';
import type { Directory } from '../../directory/directory.ts';
import { principalOf, type Authenticator } from '../authenticate.ts';
import type { Watcher } from './watched.ts';

export type WhoAsksDeps = {
  readonly devices: DeviceTable;
  readonly directory: Directory;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
};

/** The device that sends SUBSCRIBE or PUBLISH, and its member; null when the request is answered: 401 or 403. */
export async function whoAsks(deps: WhoAsksDeps, incoming: IncomingRequest): Promise<Watcher | null> {
  const device = await deviceOf(deps, incoming);
  if (device === null) return null;
  const member = await deps.directory.member(device.organizationId, device.userId);
  if (member !== null) return { device, member };
  incoming.respond(403);
  return null;
}

async function deviceOf(deps: WhoAsksDeps, incoming: IncomingRequest): Promise<Device | null> {
  const { request, flow } = incoming;
  const principal = principalOf(flow);
  if (principal !== null) {
    const browser = deps.devices.ofUser(principal.userId).find((own) => own.kind === 'browser');
    if (browser === undefined) incoming.respond(403);
    return browser ?? null;
  }
  const result = await deps.authenticator.authenticate(request, flow);
  if (result.kind === 'device') return result.device;
  incoming.respond(result.status, result.kind === 'challenge' ? { headers: result.headers } : {});
  return null;
}
