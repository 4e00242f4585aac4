import { headerValue } from '../headers/values.ts';
import type { SipRequest } from '../message.ts';
import type { DigestAlgorithm } from './hash.ts';

/**
 * User agents that give up when any challenge of a response is not MD5. Seen with baresip 1.0.0 (its library answers
 * "Function not implemented" in whatever order the challenges come).
 */
const MD5_ONLY = [/^baresip v[01]\./i];

/**
 * The algorithms to offer a peer, in order. RFC 8760 §2.3 leaves the order to the server. MD5 stands first because
 * clients that know nothing else take the first challenge and fail on it (seen with SIPp 3.6.1), while those that know
 * better choose the stronger one wherever it stands.
 */
export function challengeAlgorithms(request: SipRequest | undefined): readonly DigestAlgorithm[] {
  const userAgent = request === undefined ? '' : (headerValue(request, 'User-Agent') ?? '');
  return MD5_ONLY.some((pattern) => pattern.test(userAgent)) ? ['MD5'] : ['MD5', 'SHA-256'];
}
