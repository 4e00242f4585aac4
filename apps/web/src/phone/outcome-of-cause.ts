import type { PhoneState } from './phone-state.ts';

type FailureKey = NonNullable<PhoneState['lastFailure']>['key'];

/** JsSIP's words for the final answer of an outgoing call, as the outcome that the bar explains. */
const outcomes: Readonly<Record<string, FailureKey | null>> = {
  Busy: 'busy',
  Rejected: 'rejected',
  'No Answer': 'no_answer',
  Canceled: null,
  Redirected: 'failed',
  Unavailable: 'no_answer',
  'Not Found': 'failed',
  'Address Incomplete': 'failed',
  'Incompatible SDP': 'failed',
  'Authentication Error': 'blocked',
};

export function outcomeOfCause(cause: string): FailureKey | null {
  return cause in outcomes ? (outcomes[cause] ?? null) : 'failed';
}
