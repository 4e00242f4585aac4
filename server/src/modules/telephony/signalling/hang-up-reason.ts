import { formatReason } from '@carillon/sip';

/** Q.850 causes (RFC 3326 2) of endings that telephones show differently; 16 is the normal end. */
const q850: Readonly<Record<string, number>> = {
  user_busy: 17,
  no_answer: 19,
  rejected: 21,
  connection_lost: 41,
  media_failed: 41,
  media_silent: 41,
  server_stopping: 41,
  process_lost: 41,
};

/** Value of the Reason header of a BYE. */
export function hangUpReason(cause: string): string {
  return formatReason({ protocol: 'Q.850', cause: q850[cause] ?? 16, text: cause.replaceAll('_', ' ') });
}
