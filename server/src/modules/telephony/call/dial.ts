import { judge, type Verdict } from '../failure/verdict.ts';
import { codecsToOffer } from '../leg/codecs.ts';
import { Leg } from '../leg/leg.ts';
import type { InboundLine, Presentation } from '../ports/line.ts';
import type { RunningCall } from './running-call.ts';
import type { CallEffect } from './effects.ts';
import type { Target } from './types.ts';

/** An INVITE waits this long at most for the commit of its fact (ARCHITECTURE §6). */
const factPatienceMs = 10;

type DialEffect = Extract<CallEffect, { kind: 'dial' }>;

/** Rings one target: media first (its offer goes into the INVITE), then the INVITE. */
export async function dialTarget(actor: RunningCall, effect: DialEffect, written: Promise<void>): Promise<void> {
  const { target } = effect;
  const near = actor.legs.get(effect.nearLegId);
  const transport = target.kind === 'browser' ? 'webrtc' : 'rtp';
  const opened = await openWithOffer(actor, target, transport, near);
  if (opened === null) return fail(actor, target.legId, judge({ kind: 'local', reason: 'overload' }));
  await withPatience(actor, written);
  const line = actor.deps.signalling.dial({
    address: target.address,
    offer: opened.offer,
    from: callerOf(actor, effect.nearLegId),
    callerId: effect.callerId,
    isWithheld: effect.isWithheld,
    forwardedBy: actor.call.forwardedBy,
    identities: identitiesOf(near),
    originId: actor.call.organizationId,
    to: { name: target.name, number: target.number },
  });
  if (line === null) {
    await opened.media.close();
    return fail(actor, target.legId, judge({ kind: 'local', reason: 'no_device' }));
  }
  const leg = new Leg({
    id: target.legId,
    media: opened.media,
    line,
    isBrowser: transport === 'webrtc',
    events: actor.deps.legEvents(actor),
  });
  actor.legs.set(target.legId, leg);
  line.start({
    ringing: () => actor.post({ kind: 'leg_ringing', legId: leg.id }),
    earlyMedia: (sdp) => actor.queue.push(() => onEarlyMedia(actor, leg, sdp)),
    accepted: (sdp) => actor.queue.push(() => onAccepted(actor, leg, sdp)),
    redirected: (to) => actor.deps.redirect(actor, leg.id, to),
    failed: (failure) => fail(actor, leg.id, judge(failure)),
  });
  actor.post({ kind: 'leg_dialled', legId: leg.id, sipCallId: line.sipCallId, transport: line.transport });
}

/** Who waits for the answer: of a transferred call not always who called first. */
function callerOf(actor: RunningCall, nearLegId: string): Presentation {
  const { name, number } = actor.call.legs[nearLegId] ?? actor.call.from;
  return { name, number };
}

/** Only a party that called us brought any. */
function identitiesOf(near: Leg | undefined): readonly string[] {
  return near !== undefined && 'identities' in near.line ? (near.line as InboundLine).identities : [];
}

function fail(actor: RunningCall, legId: string, verdict: Verdict): void {
  actor.post({ kind: 'leg_failed', legId, verdict });
}

async function openWithOffer(actor: RunningCall, target: Target, transport: 'rtp' | 'webrtc', near: Leg | undefined) {
  try {
    const media = await actor.deps.media.openLeg({
      legId: target.legId,
      transport,
      security: target.address.kind === 'trunk' && target.address.securesMedia ? 'sdes' : 'none',
      ...(near === undefined ? {} : { near: near.media.legId }),
    });
    const first = near === undefined ? [] : near.codec === null ? near.offeredCodecs : [near.codec];
    return { media, offer: await media.createOffer({ codecs: codecsToOffer(first) }) };
  } catch (error) {
    actor.deps.log.error({ error, callId: actor.id, legId: target.legId }, 'no media for a leg');
    return null;
  }
}

function withPatience(actor: RunningCall, written: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = actor.deps.clock.setTimer(factPatienceMs, resolve);
    void written.then(() => {
      actor.deps.clock.clearTimer(timer);
      resolve();
    });
  });
}

/** Behind a forking proxy several may be heard before one answers, each with a description of its own: the newest counts. */
async function onEarlyMedia(actor: RunningCall, leg: Leg, sdp: string): Promise<void> {
  if (leg.closed || sdp === leg.acceptedSdp || actor.call.legs[leg.id]?.phase === 'connected') return;
  const agreed = await leg.media.acceptAnswer(sdp);
  if (agreed.kind === 'rejected') return;
  leg.codec = agreed.negotiated.codec;
  leg.acceptedSdp = sdp;
  await actor.apply({ kind: 'leg_early_media', legId: leg.id });
}

async function onAccepted(actor: RunningCall, leg: Leg, sdp: string | null): Promise<void> {
  if (leg.closed) return;
  const answer = sdp ?? leg.acceptedSdp;
  if (answer !== leg.acceptedSdp) {
    const agreed = answer === null ? null : await leg.media.acceptAnswer(answer);
    if (agreed?.kind !== 'ok' || agreed.negotiated.codec === null) {
      return actor.apply({ kind: 'leg_failed', legId: leg.id, verdict: judge({ kind: 'status', status: 488 }) });
    }
    leg.codec = agreed.negotiated.codec;
  }
  if (!actor.deps.mayTake(actor, leg.id)) {
    return actor.apply({ kind: 'leg_failed', legId: leg.id, verdict: judge({ kind: 'local', reason: 'busy' }) });
  }
  await actor.apply({ kind: 'leg_accepted', legId: leg.id });
}
