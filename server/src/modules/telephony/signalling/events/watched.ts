import { parseUri, type SipRequest, type SubscribeRequest } from '@carillon/sip';
import type { Device } from '../../devices/device.ts';
import type { DeviceTable } from '../../devices/device-table.ts';
import type { Directory } from '../../directory/directory.ts';
import type { Member } from '../../ports/neighbours.ts';
import type { Conference } from '../../services/service.ts';

/** Who is asking: a device of a member. */
export type Watcher = { readonly device: Device; readonly member: Member };

/** What a SUBSCRIBE is about; `entity` is its address as it was asked for. */
export type Watched =
  | { readonly kind: 'member'; readonly member: Member; readonly entity: string }
  /** Everybody of the organization who has an extension. */
  | { readonly kind: 'team'; readonly members: readonly Member[]; readonly entity: string }
  | { readonly kind: 'conference'; readonly service: Conference; readonly entity: string }
  | { readonly kind: 'device'; readonly device: Device; readonly entity: string };

export type Resolution = Watched | { readonly kind: 'refused'; readonly status: 403 | 404 };

/** User part of the list of all colleagues. */
export const teamUser = 'team';

type ResolveDeps = { readonly devices: DeviceTable; readonly directory: Directory };

const refused = (status: 403 | 404): Resolution => ({ kind: 'refused', status });

/**
 * Finds what is watched inside the watcher's own organization: an extension, the SIP address of a device, or the team.
 * What exists elsewhere is as unknown as what exists nowhere. One's own messages and registration are one's own.
 */
export async function resolveWatched(
  deps: ResolveDeps,
  { member, device }: Watcher,
  { event }: Pick<SubscribeRequest, 'event'>,
  request: SipRequest,
): Promise<Resolution> {
  const uri = parseUri(request.uri);
  if (uri?.kind !== 'sip' || uri.user === undefined) return refused(404);
  const entity = `sip:${uri.user}@${uri.host}`;
  const { organizationId } = member;
  if (uri.user === teamUser) {
    if (event !== 'dialog' && event !== 'presence') return refused(404);
    return { kind: 'team', members: await deps.directory.members(organizationId), entity };
  }
  if (event === 'conference') {
    const service = await deps.directory.service(organizationId, uri.user);
    return service?.kind === 'conference' ? { kind: 'conference', service, entity } : refused(404);
  }
  const found = deps.devices.byUsername(uri.user);
  const isOwn = found !== undefined && found.organizationId === organizationId;
  if (event === 'reg') {
    if (!isOwn) return refused(404);
    return found.id === device.id ? { kind: 'device', device: found, entity } : refused(403);
  }
  const watched = isOwn
    ? await deps.directory.member(organizationId, found.userId)
    : await deps.directory.memberByExtension(organizationId, uri.user);
  if (watched === null) return refused(404);
  if (event === 'message-summary' && watched.id !== member.id) return refused(403);
  return { kind: 'member', member: watched, entity };
}
