/** Normalised reason why a leg or call ended; each has a sentence `telephony.failure.<cause>` unless it ended well. */
export const hangupCauses = [
  'normal', 'completed_elsewhere', 'caller_gave_up', 'transferred', 'replaced', 'user_request', 'compromised',
  'no_answer', 'no_device', 'do_not_disturb', 'user_busy', 'rejected', 'concurrency_limit',
  'media_not_ready', 'media_failed', 'media_silent', 'no_common_codec', 'connection_lost', 'session_expired',
  'unknown_destination', 'invalid_number', 'number_unassigned', 'number_changed', 'emergency_refused',
  'outbound_not_granted', 'inbound_not_granted', 'organization_suspended', 'user_suspended',
  'paid_destinations_paused', 'no_caller_id', 'no_trunk', 'trunks_full', 'overload', 'process_lost',
  'server_stopping', 'far_side_silent', 'far_side_unreachable', 'far_side_forbids', 'far_side_auth', 'far_side_error',
  'far_side_overloaded', 'loop', 'redirected',
] as const;
export type HangupCause = (typeof hangupCauses)[number];
