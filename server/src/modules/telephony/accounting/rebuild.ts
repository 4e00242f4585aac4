import { judge } from '../failure/verdict.ts';
import { step } from '../call/step.ts';
import type { Call, CallLeg } from '../call/types.ts';
import type { StoredFact } from './nodes-store.ts';

/**
 * The call as its facts tell it, ended at the last moment that its process was known to live. Null when the first fact
 * never reached the database: then nothing had been sent either, or it was within the 10 ms that an INVITE waits.
 */
export function rebuildLostCall(facts: readonly StoredFact[], lastSeenMs: number): Call | null {
  const legs: Record<string, CallLeg> = {};
  let call: Omit<Call, 'legs'> | null = null;
  let answeredAtMs: number | null = null;
  for (const fact of facts) {
    if (fact.data.leg !== undefined) legs[fact.data.leg.id] = fact.data.leg;
    if (fact.data.call !== undefined) call = fact.data.call;
    if (fact.kind === 'leg_answered') answeredAtMs ??= fact.atMs;
  }
  if (call === null) return null;
  const whole: Call = { ...call, legs: withAnsweredCaller(legs, call.callerLegId, answeredAtMs), answeredAtMs };
  // The process had ended the call and died before its records were written: the facts are complete.
  if (whole.phase === 'ended') return { ...whole, answeredAtMs: call.answeredAtMs };
  const lastFactMs = facts.at(-1)!.atMs;
  return endLost(whole, Math.max(lastSeenMs, lastFactMs));
}

/** The caller's leg is answered in the same instant as the first target; that has no fact of its own. */
function withAnsweredCaller(legs: Record<string, CallLeg>, callerLegId: string, answeredAtMs: number | null) {
  const caller = legs[callerLegId];
  if (caller === undefined || answeredAtMs === null || caller.answeredAtMs !== null) return legs;
  return { ...legs, [callerLegId]: { ...caller, answeredAtMs } };
}

function endLost(call: Call, atMs: number): Call {
  const ended = step(call, { kind: 'end', legId: null, cause: 'process_lost', by: 'system' }, atMs).call;
  const textKey = judge({ kind: 'local', reason: 'process_lost' }).textKey;
  return { ...ended, failureTextKey: ended.answeredAtMs === null ? textKey : null };
}
