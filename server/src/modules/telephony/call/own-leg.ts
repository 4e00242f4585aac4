import type { Party } from '@carillon/api';
import type { Call, CallLeg } from './types.ts';

/** A user's place in a call: the leg that answered or dialled, else the browser that rings, and whom it talks to. */
export function placeOf(call: Call, userId: string): { own: CallLeg | null; peer: CallLeg | null } {
  const own = ownLeg(call, userId);
  const peerId = call.pair?.find((legId) => legId !== own?.id) ?? null;
  const isPaired = peerId !== null && call.pair!.includes(own?.id ?? '');
  return { own, peer: isPaired ? call.legs[peerId]! : null };
}

function ownLeg(call: Call, userId: string): CallLeg | null {
  const legs = Object.values(call.legs).filter((leg) => leg.userId === userId && leg.phase !== 'ended');
  const order = (leg: CallLeg) =>
    leg.phase === 'connected' ? 0 : leg.role === 'caller' ? 1 : leg.kind === 'browser' ? 2 : 3;
  return legs.toSorted((one, other) => order(one) - order(other))[0] ?? null;
}

/** Who is at the other end, as this leg is shown it. */
export function otherParty(call: Call, own: CallLeg | null, peer: CallLeg | null): Party {
  if (peer !== null) return { userId: peer.userId, name: peer.name, number: peer.number };
  return own?.role === 'caller' ? call.to : call.from;
}
