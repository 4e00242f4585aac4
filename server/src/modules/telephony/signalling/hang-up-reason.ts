import { formatReason, readReasons, type SipMessage } from '@carillon/sip';
import type { HangupCause } from '../failure/hangup-cause.ts';
import { q850Of } from '../failure/q850.ts';

/** Value of the Reason header of a BYE, a CANCEL or a rejection (RFC 3326). */
export function hangUpReason(cause: HangupCause): string {
  return formatReason({ protocol: 'Q.850', cause: q850Of(cause), text: cause.replaceAll('_', ' ') });
}

/** The Q.850 cause that a message gives; null when it gives none. */
export function readQ850(message: SipMessage): number | null {
  return readReasons(message).find(({ protocol }) => protocol.toUpperCase() === 'Q.850')?.cause ?? null;
}
