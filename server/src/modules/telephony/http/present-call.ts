import type { CallDetail, CallSummary, LegView, Outcome } from '@carillon/api';
import { callRows } from '../accounting/call-records.ts';
import type { Call, CallLeg } from '../call/types.ts';
import type { CallLegsTable, CallsTable } from '../tables.ts';
import type { Selectable } from 'kysely';

export type CallRow = Omit<Selectable<CallsTable>, 'trace' | 'callerIdentity'>;
export type LegRow = Selectable<CallLegsTable>;

const text = (at: Temporal.Instant | null): string | null => (at === null ? null : iso(at));
/** Three digits of a second, as every other time on the wire. */
const iso = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'millisecond' });
const ofMs = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function presentCall(row: CallRow): CallSummary {
  return {
    id: row.id,
    direction: row.direction as CallSummary['direction'],
    state: 'ended',
    outcome: row.outcome as Outcome,
    from: { userId: row.fromUserId, name: row.fromName, number: row.fromNumber },
    to: { userId: row.toUserId, name: row.toName, number: row.toNumber },
    startedAt: iso(row.startedAt),
    answeredAt: text(row.answeredAt),
    endedAt: iso(row.endedAt),
    ringSeconds: row.ringSeconds,
    talkSeconds: row.talkSeconds,
    hungUpBy: row.hungUpBy as CallSummary['hungUpBy'],
  };
}

/** A call that has just ended, before anybody reads its row. */
export function presentEndedCall(call: Call): CallSummary {
  const { call: row } = callRows(call);
  return { ...presentRunningCall(call), state: 'ended', ringSeconds: row.ring_seconds, talkSeconds: row.talk_seconds };
}

export function presentRunningCall(call: Call): CallSummary {
  const isHeld = Object.values(call.legs).some((leg) => leg.holding);
  const state = call.phase === 'routing' ? 'ringing' : call.phase === 'connected' && isHeld ? 'held' : call.phase;
  return {
    id: call.id,
    direction: call.direction,
    state,
    outcome: call.outcome,
    from: call.from,
    to: call.to,
    startedAt: new Date(call.startedAtMs).toISOString(),
    answeredAt: ofMs(call.answeredAtMs),
    endedAt: ofMs(call.endedAtMs),
    ringSeconds: null,
    talkSeconds: null,
    hungUpBy: call.hungUpBy,
  };
}

export type DetailRow = CallRow & Pick<Selectable<CallsTable>, 'trace' | 'callerIdentity'>;

export function presentDetail(row: DetailRow, legs: readonly LegRow[]): CallDetail {
  return {
    ...presentCall(row),
    legs: legs.map(presentLeg),
    trace: row.trace,
    hangupCause: row.hangupCause,
    failureTextKey: row.failureTextKey,
    callerIdentity: row.callerIdentity,
  };
}

export function presentRunningDetail(call: Call): CallDetail {
  const legs = Object.values(call.legs).map(presentRunningLeg);
  const { hangupCause, failureTextKey, callerIdentity } = call;
  const summary = call.phase === 'ended' ? presentEndedCall(call) : presentRunningCall(call);
  return { ...summary, legs, trace: [...call.trace], hangupCause, failureTextKey, callerIdentity };
}

function presentLeg(leg: LegRow): LegView {
  return {
    id: leg.id,
    kind: leg.kind as LegView['kind'],
    party: { userId: leg.userId, name: leg.name, number: leg.number },
    device: leg.deviceName,
    startedAt: iso(leg.startedAt),
    ringingAt: text(leg.ringingAt),
    answeredAt: text(leg.answeredAt),
    endedAt: iso(leg.endedAt),
    outcome: leg.outcome as Outcome,
    hangupCause: leg.hangupCause,
    sipStatus: leg.sipStatus,
    transport: leg.transport,
    media: leg.media,
  };
}

function presentRunningLeg(leg: CallLeg): LegView {
  return {
    id: leg.id,
    kind: leg.kind,
    party: { userId: leg.userId, name: leg.name, number: leg.number },
    device: leg.deviceName,
    startedAt: new Date(leg.startedAtMs).toISOString(),
    ringingAt: ofMs(leg.ringingAtMs),
    answeredAt: ofMs(leg.answeredAtMs),
    endedAt: ofMs(leg.endedAtMs),
    outcome: leg.outcome,
    hangupCause: leg.hangupCause,
    sipStatus: leg.sipStatus,
    transport: leg.transport,
    media: leg.media,
  };
}
