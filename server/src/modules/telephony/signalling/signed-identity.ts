import type { SipHeader } from '@carillon/sip';
import type { DialOptions } from '../ports/line.ts';
import type { CallerSigner } from '../stir/caller-signer.ts';
import { isOriginalShown, presentedNumber } from './trunk-identity.ts';
import type { Trunk } from './trunk.ts';

type Call = Pick<DialOptions, 'callerId' | 'isWithheld' | 'from' | 'forwardedBy' | 'identities' | 'originId'>;

/**
 * Identity headers towards a carrier. A call that goes on under its caller's number keeps what that caller's operator
 * signed, untouched, and our `div` beside it (RFC 8946); our own callers are signed for, since their numbers are checked.
 */
export function signedIdentity(
  trunk: Trunk,
  call: Call,
  { signer, dest }: { readonly signer: CallerSigner | null; readonly dest: string },
): SipHeader[] {
  // What is withheld would stand in the token for everybody to read.
  if (call.isWithheld && !trunk.trusted) return [];
  const orig = presentedNumber(trunk, call);
  if (orig === null) return [];
  if (!isOriginalShown(trunk, call)) return headers([signer?.shaken({ orig, dest, originId: call.originId }) ?? null]);
  const by = call.forwardedBy.findLast(({ outsideNumber }) => outsideNumber !== null)?.outsideNumber ?? null;
  return headers([...call.identities, by === null ? null : (signer?.diverted({ orig, dest, by }) ?? null)]);
}

const headers = (values: readonly (string | null)[]): SipHeader[] =>
  values.flatMap((value) => (value === null ? [] : [{ name: 'Identity', value }]));
