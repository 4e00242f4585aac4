import type { IncomingInvite, SipEndpoint } from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { CallService } from '../call/call-service.ts';
import type { CallLeg } from '../call/types.ts';
import type { Device } from '../devices/device.ts';
import type { Member } from '../ports/neighbours.ts';
import { SipInboundLine } from './inbound-line.ts';
import type { LineIndex } from './line-index.ts';
import { callerLeg } from './caller-leg.ts';

export type ReplacesDeps = {
  readonly sip: SipEndpoint;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly index: LineIndex;
  readonly calls: CallService;
};

/**
 * An INVITE that takes another party's place (RFC 3891 3): the dialog must be a confirmed one of the same
 * organization, else 481; early dialogs are not taken over here.
 */
export async function takeReplacement(
  deps: ReplacesDeps,
  invite: IncomingInvite,
  device: Device,
  member: Member,
): Promise<void> {
  const { callId, toTag, fromTag, earlyOnly } = invite.replaces!;
  const session = deps.sip.findSession(callId, toTag, fromTag);
  const line = session === null ? undefined : deps.index.ofSession(session);
  const found = line === undefined ? undefined : deps.calls.legOfLine(line);
  if (found === undefined || found.actor.call.organizationId !== member.organizationId) return invite.reject(481);
  if (earlyOnly) return invite.reject(486);
  const inbound = new SipInboundLine(invite, deps.index);
  const legId = deps.newId();
  found.actor.queue.push(async () => {
    // Hung up meanwhile (RFC 3891 3): there is no place to take.
    if (found.actor.call.phase === 'ended') return inbound.hangUp({ cause: 'normal', status: 481 });
    const leg = await deps.calls.openInbound(found.actor, inbound, legId, device.kind === 'browser');
    if (leg === null) return inbound.hangUp({ cause: 'no_common_codec', status: 488 });
    await found.actor.apply({
      kind: 'replace',
      leg: newLeg(deps, legId, callerLeg(device, member, invite)),
      oldLegId: found.leg.id,
    });
  });
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
