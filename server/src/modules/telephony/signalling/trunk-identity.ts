import { formatNameAddr, formatRemotePartyId, type SipHeader } from '@carillon/sip';
import type { DialOptions } from '../ports/line.ts';
import { formatForTrunk } from './trunk-number.ts';
import type { Trunk } from './trunk.ts';

/** Who calls, as written into an INVITE to a carrier. */
export type TrunkIdentity = { readonly from: string; readonly headers: readonly SipHeader[] };

/** Says nothing about anybody (RFC 3323 4.1.1.3). */
export const anonymous = '"Anonymous" <sip:anonymous@anonymous.invalid>';

type Caller = Pick<DialOptions, 'callerId' | 'isWithheld' | 'from' | 'forwardedBy'>;

/**
 * From and the identity headers towards a carrier. A withheld number stands in no header that the called party can see,
 * and reaches the carrier only when the trunk is trusted, marked `Privacy: id` (RFC 3325 7): it needs it for the law.
 */
export function trunkIdentity(trunk: Trunk, caller: Caller, domain: string): TrunkIdentity {
  const number = presentedNumber(trunk, caller);
  if (number === null) return { from: anonymous, headers: caller.isWithheld ? [privacyId] : [] };
  const uri = `sip:${formatForTrunk(number, trunk.numberFormat)}@${domain}`;
  if (!caller.isWithheld) return { from: formatNameAddr({ uri, params: [] }), headers: asserted(trunk, uri, false) };
  return { from: anonymous, headers: [...(trunk.trusted ? asserted(trunk, uri, true) : []), privacyId] };
}

const privacyId: SipHeader = { name: 'Privacy', value: 'id' };

/** The call goes on under the number of whoever called from outside. */
export function isOriginalShown(trunk: Trunk, caller: Pick<Caller, 'from' | 'forwardedBy'>): boolean {
  return presentedNumber(trunk, { ...caller, callerId: null, isWithheld: false }) !== null;
}

/** A call that somebody sent on shows their own number, or the original caller's where the carrier allows it. */
export function presentedNumber(trunk: Trunk, { callerId, from, forwardedBy }: Caller): string | null {
  const isForwarded = forwardedBy.length > 0 && from.number?.startsWith('+') === true;
  return isForwarded && trunk.forwardedCallerId === 'original' ? from.number : callerId;
}

/** The network believes these, since we checked the number (RFC 3325 9.1). */
function asserted({ callerIdHeader }: Trunk, uri: string, isWithheld: boolean): SipHeader[] {
  const headers: SipHeader[] = [];
  if (callerIdHeader === 'p_asserted_identity' || callerIdHeader === 'both') {
    headers.push({ name: 'P-Asserted-Identity', value: `<${uri}>` });
  }
  if (callerIdHeader === 'remote_party_id' || callerIdHeader === 'both') {
    const privacy = isWithheld ? 'full' : 'off';
    headers.push({
      name: 'Remote-Party-ID',
      value: formatRemotePartyId({ uri, party: 'calling', privacy, isScreened: true }),
    });
  }
  return headers;
}
