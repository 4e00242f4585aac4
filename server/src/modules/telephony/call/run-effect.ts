import type { HangupCause } from '../failure/hangup-cause.ts';
import { joinLegs, partLeg } from '../bridge/bridge.ts';
import { judge } from '../failure/verdict.ts';
import { codecsToAnswer } from '../leg/codecs.ts';
import type { Leg } from '../leg/leg.ts';
import type { InboundLine, Presentation } from '../ports/line.ts';
import type { RunningCall } from './running-call.ts';
import { dialTarget } from './dial.ts';
import type { CallEffect } from './effects.ts';

/** Does one thing that a step asked for. Effects on a leg that is gone do nothing. */
export async function runEffect(actor: RunningCall, effect: CallEffect, written: Promise<void>): Promise<void> {
  switch (effect.kind) {
    case 'dial':
      return dialTarget(actor, effect, written);
    case 'answer':
      return answer(actor, effect);
    case 'end_leg':
      return endLeg(actor, effect);
    case 'bridge':
      return bridge(actor, effect.legIds);
    case 'enter_conference':
      return enterConference(actor, effect);
    case 'set_ring_timer':
      return actor.setRingTimer(effect.seconds);
    case 'clear_ring_timer':
      return actor.clearRingTimer();
    case 'set_ready_timer':
      return actor.postLater(actor.deps.readySeconds * 1000, { kind: 'ready_timeout', legId: effect.legId });
    case 'close':
      // Outside the queue: the counters of media that is closing must not hold anybody up.
      return void actor.close();
    case 'route_return':
      return actor.deps.routeReturn(actor, effect.userId, effect.waitingLegId);
    case 'fact':
      return;
    case 'show_party':
      return showParty(actor, effect.legId, effect.shownLegId);
    default:
      return runOnLeg(actor, effect);
  }
}

/** Asked at once and awaited after the other effects: the answer need not wait, the media plane keeps the order. */
function bridge(actor: RunningCall, legIds: readonly [string, string]): void {
  const [one, other] = legIds.map((legId) => actor.legs.get(legId));
  if (!one || !other) return;
  const joined = joinLegs(actor.deps.media, one, other).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  actor.queue.push(async () => {
    const failure = await joined;
    if (failure !== null) throw failure.error;
  });
}

type LegEffect = Extract<
  CallEffect,
  { kind: 'ring_caller' | 'early_media' | 'unbridge' | 'play' | 'stop_playing' | 'refer_progress' | 'hand_over' }
>;

async function enterConference(
  actor: RunningCall,
  { legId, conferenceId, maxParties }: Extract<CallEffect, { kind: 'enter_conference' }>,
): Promise<void> {
  const leg = actor.legs.get(legId);
  if (leg === undefined || leg.media.closed) return;
  const entered = await actor.deps.conferences.enter(conferenceId, leg.media.legId, maxParties);
  // Others took the last places since this call was routed.
  if (entered === 'full') actor.post({ kind: 'end', legId: null, cause: 'user_busy', by: 'system' });
}

async function runOnLeg(actor: RunningCall, effect: LegEffect): Promise<void> {
  const leg = actor.legs.get(effect.legId);
  if (leg === undefined) return;
  switch (effect.kind) {
    case 'ring_caller':
      return (leg.line as InboundLine).ring();
    case 'early_media':
      return earlyMedia(actor, leg, actor.legs.get(effect.fromLegId));
    case 'unbridge':
      return partLeg(actor.deps.media, leg);
    case 'play':
      return leg.media.closed ? undefined : leg.media.play({ source: effect.source, repeat: effect.repeat });
    case 'stop_playing':
      return leg.media.closed ? undefined : leg.media.stopPlaying();
    case 'refer_progress':
      return actor.deps.refers.get(leg)?.notify(effect.status, effect.final);
    case 'hand_over':
      actor.legs.delete(effect.legId);
      return actor.deps.handOver(actor, leg, effect);
  }
}

/** 200 to the caller: with the codec of whoever took the call, so that packets need no transcoding. */
async function answer(actor: RunningCall, effect: Extract<CallEffect, { kind: 'answer' }>): Promise<void> {
  const leg = actor.legs.get(effect.legId);
  if (leg === undefined || leg.closed) return;
  const line = leg.line as InboundLine;
  const peer = effect.peerLegId === null ? undefined : actor.legs.get(effect.peerLegId);
  const sdp = await agreeMedia(actor, leg, line.offer, peer?.codec ?? null);
  if (sdp === null) return;
  const answered = await line.answer(sdp, shownTo(actor, effect.legId, effect.shownLegId ?? effect.peerLegId));
  if (answered.kind === 'gone') return actor.post({ kind: 'leg_hung_up', legId: leg.id, cause: 'caller_gave_up' });
  if (answered.remoteAnswer !== null) void acceptLateAnswer(actor, leg, answered.remoteAnswer);
}

/** Our telephones show parties; carriers learn nothing, and browsers show what the server says. */
function shownTo(actor: RunningCall, legId: string, shownLegId: string | null): Presentation | null {
  const shown = shownLegId === null ? undefined : actor.call.legs[shownLegId];
  if (shown === undefined || actor.call.legs[legId]?.kind !== 'desk_phone') return null;
  return { name: shown.name, number: shown.number };
}

function showParty(actor: RunningCall, legId: string, shownLegId: string): void {
  const leg = actor.legs.get(legId);
  const party = shownTo(actor, legId, shownLegId);
  if (leg !== undefined && !leg.closed && party !== null) leg.line.showParty(party);
}

const earlyAnswers = new WeakMap<Leg, string>();

async function agreeMedia(
  actor: RunningCall,
  leg: Leg,
  offer: string | null,
  peerCodec: Leg['codec'],
): Promise<string | null> {
  // One offer has one answer: what 183 said, 200 repeats (RFC 3261 13.2.1).
  const early = earlyAnswers.get(leg);
  if (early !== undefined) return early;
  if (offer === null) return leg.media.createOffer({ codecs: codecsToAnswer(peerCodec) });
  const made = await leg.media.createAnswer({ codecs: codecsToAnswer(peerCodec) });
  if (made.kind === 'rejected') {
    actor.post({ kind: 'leg_failed', legId: leg.id, verdict: judge({ kind: 'local', reason: 'no_common_codec' }) });
    return null;
  }
  leg.codec = made.negotiated.codec;
  return made.sdp;
}

/** Offerless INVITE: the answer to our offer comes with the ACK (RFC 3261 13.2.1). */
async function acceptLateAnswer(actor: RunningCall, leg: Leg, answer: Promise<string | null>): Promise<void> {
  const sdp = await answer;
  if (leg.closed) return;
  const agreed = sdp === null ? null : await leg.media.acceptAnswer(sdp);
  if (agreed?.kind === 'ok') leg.codec = agreed.negotiated.codec;
  else actor.post({ kind: 'leg_hung_up', legId: leg.id, cause: 'no_common_codec', by: 'system' });
}

async function earlyMedia(actor: RunningCall, leg: Leg, from: Leg | undefined): Promise<void> {
  const line = leg.line as InboundLine;
  if (from === undefined || line.offer === null || leg.closed) return line.ring();
  const sdp = await agreeMedia(actor, leg, line.offer, from.codec);
  if (sdp === null) return;
  earlyAnswers.set(leg, sdp);
  line.progress(sdp);
  await joinLegs(actor.deps.media, leg, from);
}

function endLeg(actor: RunningCall, effect: Extract<CallEffect, { kind: 'end_leg' }>): void {
  const leg = actor.legs.get(effect.legId);
  if (leg === undefined) return;
  const state = actor.call.legs[effect.legId]!;
  const textKey = effect.sipStatus === null ? null : (actor.call.failureTextKey ?? null);
  const sentence = textKey === null ? undefined : actor.deps.sentence(textKey);
  const end = { cause: effect.cause, status: state.sipStatus, ...(sentence === undefined ? {} : { sentence }) };
  closeLeg(actor, leg, end);
}

/** Closes a leg and keeps the promise of its counters. */
export function closeLeg(
  actor: RunningCall,
  leg: Leg,
  end: { cause: HangupCause; status: number | null; sentence?: string },
): void {
  const legId = leg.id;
  actor.deps.conferences.leave(leg.media.legId);
  const closing = leg.close(end).catch((error: unknown) => {
    actor.deps.log.warn({ error, callId: actor.id, legId }, 'media leg did not close');
    return null;
  });
  actor.counters.push(closing.then((counters) => [legId, counters] as const));
  actor.legs.delete(legId);
}
