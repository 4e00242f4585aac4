import type { Outcome } from '@carillon/api';
import type { HangupCause } from './hangup-cause.ts';
import type { Blame } from './blame.ts';

type Row = {
  readonly outcome: Outcome;
  readonly blame: Blame;
  readonly cause: HangupCause;
  /** Answer for the caller when it differs: topology and credentials towards carriers are nobody's business. */
  readonly answer?: number;
  readonly tryNextTrunk?: boolean;
};

const redirected: Row = { outcome: 'failed', blame: 'callee', cause: 'redirected', answer: 480 };
const notFound: Row = { outcome: 'failed', blame: 'caller', cause: 'unknown_destination' };
const invalid: Row = { outcome: 'failed', blame: 'caller', cause: 'invalid_number' };
const protocol: Row = { outcome: 'failed', blame: 'carrier', cause: 'far_side_error', answer: 500 };
const credentials: Row = {
  outcome: 'failed',
  blame: 'system',
  cause: 'far_side_auth',
  answer: 503,
  tryNextTrunk: true,
};
const overloaded: Row = { outcome: 'failed', blame: 'carrier', cause: 'far_side_overloaded', tryNextTrunk: true };
const declined: Row = { outcome: 'rejected', blame: 'callee', cause: 'rejected' };

/** Every final status above 2xx of RFC 3261 21 and its extensions that a call can meet. */
export const statusVerdicts: Readonly<Record<number, Row>> = {
  300: redirected,
  301: redirected,
  302: redirected,
  305: redirected,
  380: redirected,
  400: protocol,
  401: credentials,
  402: { outcome: 'failed', blame: 'carrier', cause: 'far_side_forbids', answer: 503 },
  403: { outcome: 'rejected', blame: 'carrier', cause: 'far_side_forbids' },
  404: notFound,
  405: protocol,
  406: protocol,
  407: credentials,
  408: { outcome: 'no_answer', blame: 'callee', cause: 'far_side_silent', tryNextTrunk: true },
  410: { outcome: 'failed', blame: 'caller', cause: 'number_changed' },
  413: protocol,
  414: protocol,
  415: { outcome: 'failed', blame: 'callee', cause: 'no_common_codec', answer: 488 },
  416: protocol,
  420: protocol,
  421: protocol,
  422: protocol,
  423: protocol,
  428: { outcome: 'rejected', blame: 'carrier', cause: 'far_side_forbids' },
  433: { outcome: 'rejected', blame: 'callee', cause: 'rejected' },
  436: protocol,
  437: protocol,
  438: protocol,
  480: { outcome: 'no_answer', blame: 'callee', cause: 'no_answer' },
  481: protocol,
  482: { outcome: 'failed', blame: 'system', cause: 'loop' },
  483: { outcome: 'failed', blame: 'system', cause: 'loop' },
  484: invalid,
  485: invalid,
  486: { outcome: 'busy', blame: 'callee', cause: 'user_busy' },
  487: { outcome: 'no_answer', blame: 'caller', cause: 'caller_gave_up' },
  488: { outcome: 'failed', blame: 'callee', cause: 'no_common_codec' },
  489: protocol,
  491: protocol,
  493: protocol,
  494: protocol,
  500: { ...protocol, tryNextTrunk: true },
  501: protocol,
  502: overloaded,
  503: overloaded,
  504: { outcome: 'failed', blame: 'carrier', cause: 'far_side_silent', tryNextTrunk: true },
  505: protocol,
  513: protocol,
  555: protocol,
  580: protocol,
  600: { outcome: 'busy', blame: 'callee', cause: 'user_busy' },
  603: declined,
  604: notFound,
  606: { outcome: 'failed', blame: 'callee', cause: 'no_common_codec' },
  607: declined,
  608: { outcome: 'rejected', blame: 'carrier', cause: 'far_side_forbids' },
};

/** A status that no RFC lists counts as the x00 of its class (RFC 3261 8.1.3.2). */
export function unlistedVerdict(status: number): Row {
  return statusVerdicts[Math.floor(status / 100) * 100] ?? protocol;
}
