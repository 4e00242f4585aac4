import { formatUri, type ConferenceState, type WatchedDialog } from '@carillon/sip';
import type { CallLeg, Call } from '../../call/types.ts';
import type { RunningCall } from '../../call/running-call.ts';
import { otherParty, placeOf } from '../../call/own-leg.ts';
import type { RingingIds } from '../../ports/line.ts';

/** What the busy lamp of a member shows: each call once, however many of their devices ring. */
export function lampOf(calls: readonly RunningCall[], userId: string, domain: string): WatchedDialog[] {
  return calls.flatMap((actor) => {
    const { own, peer } = placeOf(actor.call, userId);
    if (own === null) return [];
    const state = stateOf(actor.call, own);
    return {
      id: actor.id,
      direction: own.role === 'caller' ? ('initiator' as const) : ('recipient' as const),
      state,
      ids: state === 'early' && own.role === 'target' ? ringingIds(actor, userId) : null,
      remote: remoteOf(otherParty(actor.call, own, peer), domain),
      isHeld: own.holding,
    };
  });
}

/** `early` only once something rings: a line that nobody hears yet is not ringing. */
function stateOf(call: Call, own: CallLeg): WatchedDialog['state'] {
  if (own.phase === 'connected') return 'confirmed';
  if (own.phase === 'waiting') return isRingingSomewhere(call) ? 'early' : 'trying';
  return own.phase === 'dialling' ? 'trying' : 'early';
}

const isRingingSomewhere = (call: Call): boolean =>
  call.announcing !== null || Object.values(call.legs).some(({ phase }) => phase === 'ringing' || phase === 'securing');

/** Of one of the devices that ring: taking that one's place takes the call. */
function ringingIds(actor: RunningCall, userId: string): WatchedDialog['ids'] {
  for (const leg of Object.values(actor.call.legs)) {
    if (leg.userId !== userId || leg.phase !== 'ringing') continue;
    const ids = actor.legs.get(leg.id)?.line?.ringingIds?.() ?? null;
    if (ids !== null) return fromWatchedSide(ids);
  }
  return null;
}

/** RFC 4235 4.1.1 names tags as the watched telephone has them; ours are the other way round. */
function fromWatchedSide({ callId, localTag, remoteTag }: RingingIds): NonNullable<WatchedDialog['ids']> {
  return { callId, localTag: remoteTag, remoteTag: localTag };
}

function remoteOf({ name, number }: { name: string | null; number: string | null }, domain: string) {
  if (number === null) return name === null ? null : { uri: 'sip:anonymous@anonymous.invalid', name };
  const uri = formatUri({ kind: 'sip', scheme: 'sip', user: number, host: domain, params: [], headers: [] });
  return { uri, name };
}

const nobody = { uri: 'sip:anonymous@anonymous.invalid', name: null };

/** Who is behind these legs, as the others in a room may see them. */
export function partiesOf(
  calls: readonly Call[],
  legIds: ReadonlySet<string>,
  domain: string,
): ConferenceState['parties'] {
  if (legIds.size === 0) return [];
  const legs = calls.flatMap((call) => Object.values(call.legs)).filter(({ id }) => legIds.has(id));
  return legs.map((leg) => ({ id: leg.id, ...(remoteOf(leg, domain) ?? nobody) }));
}
