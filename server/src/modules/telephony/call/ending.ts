import type { HungUpBy } from '@carillon/api';
import type { HangupCause } from '../failure/hangup-cause.ts';
import { onTransferorGone } from '../features/transfer-hooks.ts';
import { judge } from '../failure/verdict.ts';
import type { Draft } from './draft.ts';
import { stepFailed } from './ringing.ts';

/** A connected party has left: the other one is released too, unless a transfer keeps it. */
export function stepHungUp(draft: Draft, legId: string, cause: HangupCause, by?: HungUpBy): void {
  const leg = draft.leg(legId);
  if (leg === undefined || leg.phase === 'ended') return;
  if (draft.call.announcing?.legId === legId) return endAnnounced(draft, 'caller');
  if (draft.call.ringing?.current.includes(legId)) {
    // It hung up between its 200 and its sound: not an answer, and not a reason to stop ringing the others.
    draft.endLeg(legId, cause);
    if (!draft.call.ringing.current.some((other) => draft.isLive(other)))
      draft.finish({ cause, by: 'callee', verdict: null });
    return;
  }
  draft.endLeg(legId, cause);
  if (onTransferorGone(draft, legId)) return;
  draft.finish({ cause, by: by ?? sideOf(draft, legId), verdict: null });
}

/** The caller gave up before anybody answered. */
export function stepCallerGone(draft: Draft, cause: HangupCause): void {
  const caller = draft.leg(draft.call.callerLegId)!;
  if (caller.phase !== 'waiting') return;
  const rang = Object.values(draft.call.legs).some((leg) => leg.ringingAtMs !== null);
  draft.endLeg(caller.id, cause);
  draft.trace('end', rang ? 'caller_gave_up' : 'caller_gave_up_early');
  draft.finish({ cause, by: 'caller', verdict: null });
}

export function stepPromptEnded(draft: Draft, legId: string): void {
  if (draft.call.announcing?.legId === legId) return endAnnounced(draft, 'system');
  // A message that was the whole call: nobody else is in it.
  if (isAlone(draft, legId)) draft.finish({ cause: 'normal', by: 'system', verdict: null });
}

function isAlone(draft: Draft, legId: string): boolean {
  const { phase, pair, ringing, transfer } = draft.call;
  return phase === 'connected' && pair === null && ringing === null && transfer === null && draft.isLive(legId);
}

function endAnnounced(draft: Draft, by: HungUpBy): void {
  const { legId, verdict } = draft.call.announcing!;
  if (by === 'caller') draft.endLeg(legId, 'normal', verdict);
  draft.finish({ cause: verdict.hangupCause, by: 'system', verdict });
}

/** A command to end one leg or the call. */
export function stepEnd(draft: Draft, legId: string | null, cause: HangupCause, by: HungUpBy): void {
  if (legId === null || !draft.isLive(legId)) {
    if (legId === null) draft.finish({ cause, by, verdict: null });
    return;
  }
  const isTargetOnly = draft.call.ringing?.current.includes(legId) === true;
  // Declined on the screen: the same as a 603 from one of the telephones, which speaks for all of them.
  if (isTargetOnly && cause === 'rejected') return stepFailed(draft, legId, judge({ kind: 'status', status: 603 }));
  draft.endLeg(legId, cause);
  if (isTargetOnly && draft.call.ringing!.current.some((other) => draft.isLive(other))) return;
  if (onTransferorGone(draft, legId)) return;
  draft.finish({ cause, by: sideOf(draft, legId), verdict: null });
}

function sideOf(draft: Draft, legId: string): HungUpBy {
  return legId === draft.call.callerLegId ? 'caller' : 'callee';
}
