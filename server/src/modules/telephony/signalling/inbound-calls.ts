import { readIdentities, parseUri, readAddress, type Flow, type IncomingInvite, type SipRequest } from '@carillon/sip';
import type { CallService } from '../call/call-service.ts';
import { trunkLoad } from '../call/trunk-load.ts';
import type { Device } from '../devices/device.ts';
import type { DeviceFinder } from '../devices/device-finder.ts';
import type { DeviceTable } from '../devices/device-table.ts';
import type { Directory } from '../directory/directory.ts';
import type { Member, OwnedNumber } from '../ports/neighbours.ts';
import { routeMemberCall } from '../routing/route-member-call.ts';
import { routeTrunkCall } from '../routing/route-trunk-call.ts';
import { memberParty, numberParty, type RoutingDeps } from '../routing/types.ts';
import type { CallerVerifier } from '../stir/caller-verifier.ts';
import { principalOf, type Authenticator } from './authenticate.ts';
import { callerLeg } from './caller-leg.ts';
import { readForwardings } from './forwarding.ts';
import { claimedNumber, readCaller, readCallerWishes } from './incoming-caller.ts';
import { SipInboundLine } from './inbound-line.ts';
import type { LineIndex } from './line-index.ts';
import { takeReplacement, type ReplacesDeps } from './replaces.ts';
import type { TrunkManager } from './trunk-manager.ts';
import { readTrunkNumber } from './trunk-number.ts';
import type { Trunk } from './trunk.ts';
import { userOf } from './uri-user.ts';

export type InboundDeps = ReplacesDeps & {
  readonly devices: DeviceTable;
  readonly finder: DeviceFinder;
  readonly directory: Directory;
  readonly routing: RoutingDeps;
  readonly trunks: TrunkManager;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly index: LineIndex;
  readonly verifier: CallerVerifier;
  readonly calls: CallService;
  /** The media of a conference in progress. */
  readonly roomOf: (serviceId: string) => string | undefined;
  /** False while the server stops or its media is full: new calls are refused with 503. */
  readonly isAdmitting: () => boolean;
};

type Source =
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'trunk'; readonly trunk: Trunk }
  | { readonly kind: 'answered' };

/** Takes a new call: who is it, may they, and into the hands of call control. */
export async function handleInvite(deps: InboundDeps, invite: IncomingInvite): Promise<void> {
  const source = await identify(deps, invite);
  if (source.kind === 'answered') return;
  if (!deps.isAdmitting()) return invite.reject(503, { headers: [{ name: 'Retry-After', value: '5' }] });
  invite.trying();
  if (source.kind === 'trunk') return fromTrunk(deps, invite, source.trunk);
  const member = await deps.directory.member(source.device.organizationId, source.device.userId);
  if (member === null) return invite.reject(403);
  if (invite.replaces !== null) return takeReplacement(deps, invite, source.device, member);
  // The leg of somebody who dials a conference is opened where its sound is mixed.
  const service = await deps.directory.service(member.organizationId, userOf(invite.request.uri));
  const near = service === null ? undefined : deps.roomOf(service.id);
  fromMember(deps, invite, { device: source.device, member, near });
}

/** A browser is who opened the connection; a carrier is its socket; everybody else proves it with a password. */
async function identify(deps: InboundDeps, invite: IncomingInvite): Promise<Source> {
  const { request, flow } = invite;
  const principal = principalOf(flow);
  if (principal !== null) {
    const device = deps.devices.ofUser(principal.userId).find((own) => own.kind === 'browser');
    return device === undefined ? refuse(invite, 403) : { kind: 'device', device };
  }
  return (await trunkOf(deps, request, flow)) ?? (await authenticated(deps, invite));
}

async function trunkOf(deps: InboundDeps, request: SipRequest, flow: Flow): Promise<Source | null> {
  const own = deps.trunks.bySocket(flow);
  if (own !== undefined) return { kind: 'trunk', trunk: own };
  const bySource = deps.trunks.bySource(flow);
  if (bySource === undefined) return null;
  // A telephone beside the carrier (same address) says so in From.
  const from = userOf(readAddress(request, 'From')?.uri ?? '');
  await deps.finder.ensure(from);
  return deps.devices.byUsername(from) === undefined ? { kind: 'trunk', trunk: bySource } : null;
}

async function authenticated(deps: InboundDeps, invite: IncomingInvite): Promise<Source> {
  const uri = parseUri(invite.request.uri);
  // No relay for domains that are not ours (RFC 3261 16.5).
  if (uri?.kind === 'sip' && !deps.domain.isOurs(uri.host)) return refuse(invite, 404);
  const authentication = await deps.authenticator.authenticate(invite.request, invite.flow);
  if (authentication.kind === 'device') return { kind: 'device', device: authentication.device };
  const headers = authentication.kind === 'challenge' ? authentication.headers : [];
  invite.reject(authentication.status, { headers });
  return { kind: 'answered' };
}

function refuse(invite: IncomingInvite, status: number): Source {
  invite.reject(status);
  return { kind: 'answered' };
}

function fromMember(
  deps: InboundDeps,
  invite: IncomingInvite,
  who: { device: Device; member: Member; near: string | undefined },
): void {
  const { device, member, near } = who;
  const dialled = userOf(invite.request.uri);
  deps.calls.begin({
    organizationId: member.organizationId,
    direction: 'internal',
    from: memberParty(member),
    to: numberParty(dialled),
    caller: callerLeg(device, member, invite),
    line: new SipInboundLine(invite, deps.index, deps.domain.name),
    ...(near === undefined ? {} : { near }),
    route: async (callId) => {
      const wishes = readCallerWishes(invite.request);
      return routeMemberCall(deps.routing, { callId, caller: member, dialled, ...wishes, isTransfer: false });
    },
  });
}

async function fromTrunk(deps: InboundDeps, invite: IncomingInvite, trunk: Trunk): Promise<void> {
  const number = await calledNumber(deps, invite.request, trunk);
  // Not one of ours: nobody's call, hence no record, and the carrier learns it in its own words.
  if (number === null) return invite.reject(404);
  const from = readCaller(invite.request, trunk);
  const forwardedBy = readForwardings(invite.request, trunk);
  const claimed = readTrunkNumber(claimedNumber(invite.request), trunk.numberFormat) ?? '';
  const verified = deps.verifier.verify(readIdentities(invite.request), { orig: claimed, dest: number.number });
  deps.calls.begin({
    organizationId: number.organizationId,
    direction: 'inbound',
    from,
    to: numberParty(number.number),
    caller: {
      kind: 'trunk',
      userId: null,
      name: from.name,
      number: from.number,
      deviceId: null,
      deviceName: trunk.name,
      trunkId: trunk.id,
      transport: invite.flow.transport,
      sipCallId: invite.callId,
    },
    line: new SipInboundLine(invite, deps.index, deps.domain.name),
    forwardedBy,
    route: async (callId) => {
      const source = { name: trunk.name, isFull: isFull(deps, trunk, callId), forwardedBy };
      return routeTrunkCall(deps.routing, number, { ...source, callerIdentity: await verified });
    },
  });
}

/** As many calls as agreed are in progress. Of two that come at once the earlier wins: ids of one process are ordered. */
function isFull(deps: InboundDeps, trunk: Trunk, callId: string): boolean {
  if (trunk.maxCalls === null) return false;
  return (trunkLoad(deps.calls, callId).get(trunk.id) ?? 0) >= trunk.maxCalls;
}

/** The number stands in the Request-URI; carriers that call our Contact write it into To. */
async function calledNumber(deps: InboundDeps, request: SipRequest, trunk: Trunk): Promise<OwnedNumber | null> {
  const candidates = [request.uri, readAddress(request, 'To')?.uri ?? ''].map(userOf);
  for (const text of candidates) {
    const e164 = readTrunkNumber(text, trunk.numberFormat);
    const number = e164 === null ? null : await deps.directory.number(e164);
    // A customer's own trunk brings calls for that customer only.
    if (number !== null && (trunk.organizationId === null || trunk.organizationId === number.organizationId))
      return number;
  }
  return null;
}
