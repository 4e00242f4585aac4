import type { EventPayload } from '@carillon/api';
import type { Call, CallLeg } from '../call/types.ts';

const instant = (ms: number): string => new Date(ms).toISOString();
const optional = (ms: number | null): string | null => (ms === null ? null : instant(ms));
/** Whole seconds, rounded up for what is billed and to the nearest for what is shown. */
const seconds = (fromMs: number | null, toMs: number | null): number =>
  fromMs === null || toMs === null ? 0 : Math.max(0, Math.round((toMs - fromMs) / 1000));

/** Everything written when a call is over: pure function of the ended call. Keys are column names. */
export function callRows(call: Call) {
  const legs = Object.values(call.legs);
  return {
    call: callRow(call, legs),
    legs: legs.map((leg) => legRow(call, leg)),
    records: legs.map((leg) => recordRow(call, leg)),
  };
}

function callRow(call: Call, legs: readonly CallLeg[]) {
  return {
    id: call.id,
    organization_id: call.organizationId,
    direction: call.direction,
    outcome: call.outcome,
    hangup_cause: call.hangupCause,
    hung_up_by: call.hungUpBy,
    failure_text_key: call.failureTextKey,
    from_user_id: call.from.userId,
    from_name: call.from.name,
    from_number: call.from.number,
    to_user_id: call.to.userId,
    to_name: call.to.name,
    to_number: call.to.number,
    user_ids: usersOf(legs, call),
    started_at: instant(call.startedAtMs),
    answered_at: optional(call.answeredAtMs),
    ended_at: instant(call.endedAtMs!),
    ring_seconds: seconds(call.startedAtMs, call.answeredAtMs ?? call.endedAtMs),
    talk_seconds: seconds(call.answeredAtMs, call.endedAtMs),
    trace: call.trace,
    caller_identity: call.callerIdentity ?? null,
  };
}

/** Every member who had a part: their logs show the call. A member who was called without any device had one too. */
export function usersOf(legs: readonly CallLeg[], call: Pick<Call, 'from' | 'to'>): string[] {
  const ids = [call.from.userId, call.to.userId, ...legs.map((leg) => leg.userId)];
  return [...new Set(ids.filter((id) => id !== null))];
}

function legRow(call: Call, leg: CallLeg) {
  return {
    id: leg.id,
    organization_id: call.organizationId,
    call_id: call.id,
    kind: leg.kind,
    role: leg.role,
    user_id: leg.userId,
    name: leg.name,
    number: leg.number,
    device_id: leg.deviceId,
    device_name: leg.deviceName,
    trunk_id: leg.trunkId,
    transport: leg.transport,
    sip_call_id: leg.sipCallId,
    started_at: instant(leg.startedAtMs),
    ringing_at: optional(leg.ringingAtMs),
    answered_at: optional(leg.answeredAtMs),
    ended_at: instant(leg.endedAtMs ?? call.endedAtMs!),
    outcome: leg.outcome ?? 'failed',
    hangup_cause: leg.hangupCause ?? call.hangupCause,
    sip_status: leg.sipStatus,
    media: leg.media,
  };
}

function recordRow(call: Call, leg: CallLeg) {
  const endedAtMs = leg.endedAtMs ?? call.endedAtMs!;
  const talkSeconds = seconds(leg.answeredAtMs, endedAtMs);
  return {
    leg_id: leg.id,
    organization_id: call.organizationId,
    call_id: call.id,
    direction: call.direction,
    role: leg.role,
    user_id: leg.userId,
    device_id: leg.deviceId,
    trunk_id: leg.trunkId,
    from_number: call.from.number,
    to_number: call.to.number,
    caller_id: call.callerId,
    started_at: instant(leg.startedAtMs),
    answered_at: optional(leg.answeredAtMs),
    ended_at: instant(endedAtMs),
    ring_seconds: seconds(leg.startedAtMs, leg.answeredAtMs ?? endedAtMs),
    talk_seconds: talkSeconds,
    // Only what a carrier carried and answered is billed; started seconds count.
    billable_seconds:
      leg.kind === 'trunk' && leg.answeredAtMs !== null ? Math.ceil((endedAtMs - leg.answeredAtMs) / 1000) : 0,
    outcome: leg.outcome ?? 'failed',
    hangup_cause: leg.hangupCause ?? call.hangupCause,
    hung_up_by: call.hungUpBy,
    sip_status: leg.sipStatus,
  };
}

/** What the rest of the house hears when a call is over. */
export function endedEvent(call: Call): EventPayload<'telephony.call.ended'> {
  const row = callRow(call, Object.values(call.legs));
  return {
    callId: call.id,
    organizationId: call.organizationId,
    direction: call.direction,
    at: row.ended_at,
    from: call.from,
    to: call.to,
    outcome: call.outcome!,
    hangupCause: call.hangupCause!,
    hungUpBy: call.hungUpBy!,
    startedAt: row.started_at,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    ringSeconds: row.ring_seconds,
    talkSeconds: row.talk_seconds,
    userIds: row.user_ids,
  };
}
