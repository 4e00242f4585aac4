import type { HungUpBy, TraceEntry } from '@carillon/api';
import type { HangupCause } from '../failure/hangup-cause.ts';
import type { Verdict } from '../failure/verdict.ts';
import type { CallEffect, FactKind, StepResult, TransferDone } from './effects.ts';
import type { Call, CallLeg } from './types.ts';

/** One step in the making: the call as changed so far and the effects in order. Lives for one `step` only. */
export class Draft {
  call: Call;
  readonly effects: CallEffect[] = [];
  readonly atMs: number;

  constructor(call: Call, atMs: number) {
    this.call = call;
    this.atMs = atMs;
  }

  set(change: Partial<Call>): void {
    this.call = { ...this.call, ...change };
  }

  leg(legId: string): CallLeg | undefined {
    return this.call.legs[legId];
  }

  setLeg(legId: string, change: Partial<CallLeg>): CallLeg {
    const leg: CallLeg = { ...this.call.legs[legId]!, ...change };
    this.set({ legs: { ...this.call.legs, [legId]: leg } });
    return leg;
  }

  add(leg: CallLeg): void {
    this.set({ legs: { ...this.call.legs, [leg.id]: leg } });
  }

  effect(effect: CallEffect): void {
    this.effects.push(effect);
  }

  fact(fact: FactKind, legId: string | null = null): void {
    this.effects.push({ kind: 'fact', fact, leg: legId === null ? null : (this.call.legs[legId] ?? null) });
  }

  transferred(transferred: TransferDone): void {
    this.effects.push({ kind: 'fact', fact: 'transferred', leg: null, transferred });
  }

  trace(step: string, decision: string, values: Record<string, string> = {}): void {
    const at = new Date(this.atMs).toISOString();
    const entry: TraceEntry = { at, step, decision, textKey: `telephony.trace.${decision}`, values };
    this.set({ trace: [...this.call.trace, entry] });
  }

  isLive(legId: string): boolean {
    const phase = this.call.legs[legId]?.phase;
    return phase !== undefined && phase !== 'ended';
  }

  /** Ends a leg from our side, once. */
  endLeg(legId: string, cause: HangupCause, verdict: Verdict | null = null): void {
    if (!this.isLive(legId)) return;
    this.markEnded(legId, cause, verdict);
    this.effect({ kind: 'end_leg', legId, cause, sipStatus: verdict?.sipStatus ?? null });
  }

  /** Notes that a leg is over; its own side ended it, or `end_leg` follows. */
  markEnded(legId: string, cause: HangupCause, verdict: Verdict | null = null): void {
    const leg = this.call.legs[legId]!;
    const wasAnswered = leg.answeredAtMs !== null;
    this.setLeg(legId, {
      phase: 'ended',
      holding: false,
      endedAtMs: this.atMs,
      hangupCause: cause,
      outcome: wasAnswered ? 'answered' : (verdict?.outcome ?? outcomeOf(cause)),
      sipStatus: verdict?.sipStatus ?? leg.sipStatus,
    });
    this.fact('leg_ended', legId);
  }

  /** The other leg of the pair, when `legId` is in it. */
  peerOf(legId: string): string | null {
    const pair = this.call.pair;
    if (pair === null || !pair.includes(legId)) return null;
    return pair[0] === legId ? pair[1] : pair[0];
  }

  /** The end of the whole call: every leg still alive is ended, then the records are written. */
  finish(end: { cause: HangupCause; by: HungUpBy; verdict: Verdict | null }): void {
    if (this.call.phase === 'ended') return;
    this.effect({ kind: 'clear_ring_timer' });
    for (const legId of Object.keys(this.call.legs)) this.endLeg(legId, end.cause, end.verdict);
    const answered = this.call.answeredAtMs !== null;
    this.set({
      phase: 'ended',
      pair: null,
      ringing: null,
      announcing: null,
      transfer: null,
      endedAtMs: this.atMs,
      outcome: answered ? 'answered' : unansweredOutcome(this.call, end.cause, end.verdict),
      hangupCause: end.cause,
      hungUpBy: end.by,
      failureTextKey: answered ? null : (end.verdict?.textKey ?? null),
    });
    this.fact('call_ended');
    this.effect({ kind: 'close' });
  }

  result(): StepResult {
    return { call: this.call, effects: this.effects };
  }
}

function outcomeOf(cause: HangupCause): CallLeg['outcome'] {
  if (cause === 'completed_elsewhere') return 'missed';
  if (cause === 'caller_gave_up' || cause === 'no_answer') return 'no_answer';
  if (cause === 'rejected') return 'rejected';
  return cause === 'user_busy' ? 'busy' : 'failed';
}

/** `missed` and `no_answer` are one thing seen from two sides: people of ours who did not answer, or others. */
function unansweredOutcome(call: Call, cause: HangupCause, verdict: Verdict | null): Call['outcome'] {
  const outcome = verdict?.outcome ?? outcomeOf(cause);
  if (outcome !== 'missed' && outcome !== 'no_answer') return outcome;
  return call.direction === 'outbound' ? 'no_answer' : 'missed';
}
