import { formatNameAddr, formatUri, parseSipUri, type SipHeader } from '@carillon/sip';
import type { Presentation } from '../ports/line.ts';
import { anonymous } from './trunk-identity.ts';

/** A party as telephones of ours show it and call back. */
export function partyAddress(party: Presentation, domain: string): string {
  if (party.number === null && party.name === null) return anonymous;
  const user = party.number ?? 'anonymous';
  const host = party.number === null ? 'anonymous.invalid' : domain;
  const uri = formatUri({ kind: 'sip', scheme: 'sip', user, host, params: [], headers: [] });
  // A number alone is shown by every telephone; an empty name would hide it on some.
  return formatNameAddr({
    ...(party.name === null ? {} : { displayName: party.name }),
    uri: parseSipUri(uri) ? uri : 'sip:anonymous@anonymous.invalid',
    params: [],
  });
}

/** Who a telephone is connected with (RFC 3325 9.1: between us and our telephones everything is trusted). */
export const connectedParty = (party: Presentation, domain: string): SipHeader => ({
  name: 'P-Asserted-Identity',
  value: partyAddress(party, domain),
});
