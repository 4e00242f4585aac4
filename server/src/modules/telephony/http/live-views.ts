import type { LiveCall } from '@carillon/api';
import type { CallService } from '../call/call-service.ts';
import type { Call, CallLeg } from '../call/types.ts';
import type { QualityWatch } from './quality-watch.ts';

/** Calls in progress as one member sees them in the call bar. */
export interface LiveViews {
  ofUser(userId: string): LiveCall[];
}

export function createLiveViews(calls: () => CallService, quality: Pick<QualityWatch, 'of'>): LiveViews {
  return {
    ofUser: (userId) =>
      calls()
        .callsOfUser(userId)
        .map((actor) => presentLiveCall(actor.call, userId, (legId) => quality.of(actor, legId)))
        .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt)),
  };
}

type Quality = LiveCall['quality'];

function presentLiveCall(call: Call, userId: string, qualityOf: (legId: string) => Quality): LiveCall {
  const own = ownLeg(call, userId);
  const peerId = call.pair?.find((legId) => legId !== own?.id) ?? null;
  const isConnected = own?.phase === 'connected';
  const peer = peerId === null || !call.pair!.includes(own?.id ?? '') ? null : call.legs[peerId]!;
  return {
    id: call.id,
    direction: call.direction,
    state: stateFor(call, own, peer),
    other: otherParty(call, own, peer),
    startedAt: new Date(call.startedAtMs).toISOString(),
    answeredAt: isConnected && own.answeredAtMs !== null ? new Date(own.answeredAtMs).toISOString() : null,
    sipCallId: own?.sipCallId ?? null,
    legId: own?.id ?? null,
    deviceKind: own?.kind === 'browser' || own?.kind === 'desk_phone' ? own.kind : null,
    heldByMe: own?.holding ?? false,
    heldByOther: peer?.holding ?? false,
    consultationFor: own?.role === 'caller' ? call.consultationFor : null,
    callerId: call.callerId,
    quality: isConnected ? qualityOf(own.id) : null,
  };
}

/** The leg that answered or dialled, else the browser that rings (its session is the one that can answer). */
function ownLeg(call: Call, userId: string): CallLeg | null {
  const legs = Object.values(call.legs).filter((leg) => leg.userId === userId && leg.phase !== 'ended');
  const order = (leg: CallLeg) =>
    leg.phase === 'connected' ? 0 : leg.role === 'caller' ? 1 : leg.kind === 'browser' ? 2 : 3;
  return legs.toSorted((one, other) => order(one) - order(other))[0] ?? null;
}

function stateFor(call: Call, own: CallLeg | null, peer: CallLeg | null): LiveCall['state'] {
  if (call.announcing?.legId === own?.id && own !== null) return 'in_flow';
  if (own?.phase !== 'connected') return 'ringing';
  return own.holding || peer?.holding === true ? 'held' : 'connected';
}

function otherParty(call: Call, own: CallLeg | null, peer: CallLeg | null): LiveCall['other'] {
  if (peer !== null) return { userId: peer.userId, name: peer.name, number: peer.number };
  return own?.role === 'caller' ? call.to : call.from;
}
