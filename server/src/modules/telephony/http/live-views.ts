import type { LiveCall } from '@carillon/api';
import type { CallService } from '../call/call-service.ts';
import { otherParty, placeOf } from '../call/own-leg.ts';
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
  const { own, peer } = placeOf(call, userId);
  const isConnected = own?.phase === 'connected';
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

function stateFor(call: Call, own: CallLeg | null, peer: CallLeg | null): LiveCall['state'] {
  if (call.announcing?.legId === own?.id && own !== null) return 'in_flow';
  if (own?.phase !== 'connected') return 'ringing';
  return own.holding || peer?.holding === true ? 'held' : 'connected';
}
