import type { Outcome } from '@carillon/api';
import type { Blame } from './blame.ts';
import type { HangupCause } from './hangup-cause.ts';
import { normalQ850, statusOfQ850 } from './q850.ts';
import { statusVerdicts, unlistedVerdict } from './status-table.ts';

export type Verdict = {
  readonly outcome: Outcome;
  readonly blame: Blame;
  readonly hangupCause: HangupCause;
  /** Sentence in packages/i18n. */
  readonly textKey: string;
  /** Answer for the caller's leg (RFC 3261 21). */
  readonly sipStatus: number;
  /** Another trunk may be tried, provided that the far side did not ring. */
  readonly tryNextTrunk: boolean;
};

/** What went wrong, as signalling or media saw it. */
export type Failure =
  | { readonly kind: 'status'; readonly status: number; readonly q850?: number }
  /** No answer at all: 64*T1 passed, or the connection could not be made. */
  | { readonly kind: 'transport'; readonly fault: 'timeout' | 'unreachable' }
  | { readonly kind: 'local'; readonly reason: LocalReason };

export type LocalReason = keyof typeof localVerdicts;

function verdict(outcome: Outcome, blame: Blame, hangupCause: HangupCause, sipStatus: number): Verdict {
  return { outcome, blame, hangupCause, textKey: `telephony.failure.${hangupCause}`, sipStatus, tryNextTrunk: false };
}

const localVerdicts = {
  ring_timeout: verdict('no_answer', 'callee', 'no_answer', 480),
  no_device: verdict('missed', 'callee', 'no_device', 480),
  do_not_disturb: verdict('missed', 'callee', 'do_not_disturb', 480),
  busy: verdict('busy', 'callee', 'user_busy', 486),
  caller_busy: verdict('blocked', 'caller', 'concurrency_limit', 486),
  media_not_ready: verdict('failed', 'callee', 'media_not_ready', 480),
  media_failed: verdict('failed', 'system', 'media_failed', 500),
  no_common_codec: verdict('failed', 'caller', 'no_common_codec', 488),
  unknown_destination: verdict('failed', 'caller', 'unknown_destination', 404),
  invalid_number: verdict('failed', 'caller', 'invalid_number', 484),
  number_unassigned: verdict('missed', 'callee', 'number_unassigned', 404),
  emergency_refused: verdict('blocked', 'system', 'emergency_refused', 403),
  outbound_not_granted: verdict('blocked', 'system', 'outbound_not_granted', 403),
  inbound_not_granted: verdict('blocked', 'system', 'inbound_not_granted', 403),
  organization_suspended: verdict('blocked', 'system', 'organization_suspended', 403),
  user_suspended: verdict('blocked', 'caller', 'user_suspended', 403),
  paid_destinations_paused: verdict('blocked', 'caller', 'paid_destinations_paused', 403),
  destination_not_allowed: verdict('blocked', 'system', 'destination_not_allowed', 403),
  calling_limit: verdict('blocked', 'system', 'calling_limit', 403),
  no_caller_id: verdict('blocked', 'caller', 'no_caller_id', 403),
  no_trunk: verdict('failed', 'system', 'no_trunk', 503),
  trunks_full: verdict('failed', 'system', 'trunks_full', 503),
  overload: verdict('failed', 'system', 'overload', 503),
  process_lost: verdict('failed', 'system', 'process_lost', 500),
} as const satisfies Record<string, Verdict>;

/**
 * The one place where a failure becomes an outcome, who it lies with, a cause for the record and a sentence.
 * @param failure as signalling, media or routing reported it
 */
export function judge(failure: Failure): Verdict {
  if (failure.kind === 'local') return localVerdicts[failure.reason];
  if (failure.kind === 'transport') return transportVerdict(failure.fault);
  return judgeStatus(failure.status, failure.q850);
}

function transportVerdict(fault: 'timeout' | 'unreachable'): Verdict {
  const fails =
    fault === 'timeout'
      ? verdict('failed', 'callee', 'far_side_silent', 408)
      : verdict('failed', 'carrier', 'far_side_unreachable', 503);
  return { ...fails, tryNextTrunk: true };
}

/**
 * Why a connected party left, by the Q.850 cause in its BYE (RFC 3326): in order, or because its network gave up.
 * @param q850 null when the BYE says nothing
 */
export function causeOfHangUp(q850: number | null): HangupCause {
  if (q850 === null || normalQ850.has(q850) || statusOfQ850[q850] === undefined) return 'normal';
  return judgeStatus(500, q850).hangupCause;
}

function judgeStatus(status: number, q850: number | undefined): Verdict {
  // Q.850 says more than 480, 500, 503 or 603 when a carrier sends it (RFC 3326, RFC 3398 8.2.6.1).
  const precise = q850 === undefined ? undefined : statusOfQ850[q850];
  const row = statusVerdicts[precise ?? status] ?? statusVerdicts[status] ?? unlistedVerdict(status);
  const { outcome, blame, cause, answer = status, tryNextTrunk = false } = row;
  return { ...verdict(outcome, blame, cause, answer), tryNextTrunk };
}
