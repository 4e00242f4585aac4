import type { IncomingInvite, Replaces, SipEndpoint } from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { CallService } from '../call/call-service.ts';
import type { CallLeg } from '../call/types.ts';
import type { Device } from '../devices/device.ts';
import type { Member } from '../ports/neighbours.ts';
import type { SipDomain } from './domain.ts';
import { SipInboundLine } from './inbound-line.ts';
import type { LineIndex } from './line-index.ts';
import { callerLeg } from './caller-leg.ts';

export type ReplacesDeps = {
  readonly sip: SipEndpoint;
  readonly clock: Clock;
  readonly domain: SipDomain;
  readonly newId: () => string;
  readonly index: LineIndex;
  readonly calls: CallService;
  /** The member may answer one more call now (R-A4.5-b). */
  readonly hasFreeChannel: (member: Member) => Promise<boolean>;
};

/**
 * An INVITE that takes another party's place (RFC 3891 3), within the organization: of a party that is connected, or of a
 * telephone that we ring (directed pickup). 481 when there is no such dialog, 486 when `early-only` met an answered one.
 */
export async function takeReplacement(
  deps: ReplacesDeps,
  invite: IncomingInvite,
  device: Device,
  member: Member,
): Promise<void> {
  const found = findReplaced(deps, invite.replaces!);
  if (found === undefined || found.actor.call.organizationId !== member.organizationId) return invite.reject(481);
  if (found.isEarly && !(await deps.hasFreeChannel(member))) return invite.reject(486);
  if (!found.isEarly && invite.replaces!.earlyOnly) return invite.reject(486);
  const inbound = new SipInboundLine(invite, deps.index, deps.domain.name);
  const legId = deps.newId();
  found.actor.queue.push(async () => {
    // Hung up meanwhile (RFC 3891 3): there is no place to take.
    if (found.actor.call.phase === 'ended') return inbound.hangUp({ cause: 'normal', status: 481 });
    const leg = await deps.calls.openInbound(found.actor, inbound, legId, device.kind === 'browser');
    if (leg === null) return inbound.hangUp({ cause: 'no_common_codec', status: 488 });
    const made = newLeg(deps, legId, callerLeg(device, member, invite));
    await found.actor.apply(
      found.isEarly
        ? { kind: 'pick_up', leg: { ...made, role: 'target' }, ringingLegId: found.leg.id }
        : { kind: 'replace', leg: made, oldLegId: found.leg.id },
    );
  });
}

function findReplaced(deps: ReplacesDeps, { callId, toTag, fromTag }: Replaces) {
  const session = deps.sip.findSession(callId, toTag, fromTag);
  const confirmed = session === null ? undefined : deps.index.ofSession(session);
  const line = confirmed ?? deps.index.ofEarly(callId, toTag, fromTag);
  const found = line === undefined ? undefined : deps.calls.legOfLine(line);
  return found === undefined ? undefined : { ...found, isEarly: confirmed === undefined };
}

function newLeg(deps: ReplacesDeps, id: string, party: ReturnType<typeof callerLeg>): CallLeg {
  return {
    ...party,
    id,
    role: 'caller',
    phase: 'waiting',
    holding: false,
    mediaReady: false,
    startedAtMs: deps.clock.nowMs(),
    ringingAtMs: null,
    answeredAtMs: null,
    endedAtMs: null,
    outcome: null,
    hangupCause: null,
    sipStatus: null,
    media: null,
  };
}
