import { parseUri, readAddress, readAddresses, readPrivacy, readRemotePartyIds, type SipRequest } from '@carillon/sip';
import type { Party } from '@carillon/api';
import { readTrunkNumber } from './trunk-number.ts';
import type { Trunk } from './trunk.ts';
import { userOf } from './uri-user.ts';

type Named = { readonly displayName?: string; readonly uri: string };

/**
 * Who calls, as a carrier tells it. The identity that it vouches for (RFC 3325, or Remote-Party-ID of older ones) counts
 * only when the trunk is trusted; else what the caller says of itself. Whoever withholds the number has no name either:
 * our people are the party from which it is withheld (RFC 3323).
 */
export function readCaller(request: SipRequest, trunk: Pick<Trunk, 'trusted' | 'numberFormat'>): Party {
  const from = readAddress(request, 'From');
  if (isNumberWithheld(request, trunk)) return { userId: null, name: null, number: null };
  const identity = (trunk.trusted ? assertedIdentity(request) : undefined) ?? from;
  const number = identity === undefined ? null : readTrunkNumber(userOf(identity.uri), trunk.numberFormat);
  const name = (identity?.displayName ?? from?.displayName ?? '').trim();
  return { userId: null, name: name === '' || name === number ? null : name, number };
}

/** The number that a signed identity must be for (RFC 8224 8.2), whether the called party may see it or not. */
export function claimedNumber(request: SipRequest): string {
  return userOf((assertedIdentity(request) ?? readAddress(request, 'From'))?.uri ?? '');
}

/** Several identities may be asserted, one of them a tel: URI (RFC 3325 9.1): the first with a number. */
function assertedIdentity(request: SipRequest): Named | undefined {
  const asserted = readAddresses(request, 'P-Asserted-Identity') ?? [];
  const withNumber = asserted.find(({ uri }) => /^\+?\d+$/.test(userOf(uri)));
  return withNumber ?? asserted[0] ?? readRemotePartyIds(request).find(({ party }) => party === 'calling');
}

/** Wishes that hide the number from the called party (RFC 3323 4.2, RFC 3325 9.3). */
const hiding = new Set(['id', 'user', 'full']);

/** Asked for by Privacy or Remote-Party-ID, or by a From that names nobody. `Privacy: none` beats all. */
function isNumberWithheld(request: SipRequest, trunk: Pick<Trunk, 'trusted'>): boolean {
  const privacy = readPrivacy(request);
  if (privacy.includes('none')) return false;
  if (privacy.some((wish) => hiding.has(wish))) return true;
  const remote = trunk.trusted ? readRemotePartyIds(request).find(({ party }) => party === 'calling') : undefined;
  if (remote !== undefined && (remote.privacy === 'full' || remote.privacy === 'uri')) return true;
  return isAnonymous(readAddress(request, 'From')?.uri ?? '');
}

/** RFC 3323 4.1.1.3; carriers write `anonymous@their.domain` too. */
function isAnonymous(uri: string): boolean {
  const parsed = parseUri(uri);
  if (parsed?.kind !== 'sip') return false;
  return parsed.host.toLowerCase() === 'anonymous.invalid' || parsed.user?.toLowerCase() === 'anonymous';
}

/** What a telephone of ours asks for: a number to present (RFC 3325 9.2), and whether to hide it (RFC 3323). */
export function readCallerWishes(request: SipRequest): { requestedCallerId: string | null; isWithheld: boolean } {
  const preferred = readAddresses(request, 'P-Preferred-Identity')?.[0];
  const requestedCallerId = preferred === undefined ? null : readTrunkNumber(userOf(preferred.uri), 'e164_plus');
  return { requestedCallerId, isWithheld: isNumberWithheld(request, { trusted: false }) };
}
