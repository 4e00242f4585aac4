import { timingSafeEqual } from 'node:crypto';
import { formatAuthValue, readAuthValues, type AuthValue } from '../headers/auth.ts';
import { paramValue, type Param } from '../headers/params.ts';
import type { SipHeader, SipRequest } from '../message.ts';
import { digestAlgorithm, digestResponse, type DigestAlgorithm } from './hash.ts';
import type { NonceIssuer } from './nonce-issuer.ts';
import { challengeAlgorithms } from './peer-algorithms.ts';

/** A server of user agents challenges with 401, a proxy with 407 (RFC 3261 §22). */
export type ChallengeKind = 'server' | 'proxy';

export type ChallengeOptions = {
  readonly kind: ChallengeKind;
  readonly realm: string;
  readonly nonce: string;
  /** The credentials were right but the nonce was used up: the client repeats without asking for a password. */
  readonly stale?: boolean;
  /** The request being challenged: some peers cannot bear every offer. Used when `algorithms` is left out. */
  readonly request?: SipRequest;
  /** In the order to offer them. Default: what `challengeAlgorithms` finds for the request. */
  readonly algorithms?: readonly DigestAlgorithm[];
};

/** The status and header lines of a challenge, one line for each algorithm. */
export function digestChallenge(options: ChallengeOptions): { status: 401 | 407; headers: readonly SipHeader[] } {
  const { kind, algorithms = challengeAlgorithms(options.request) } = options;
  const name = kind === 'server' ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  const headers = algorithms.map((algorithm) => ({ name, value: challengeValue(options, algorithm) }));
  return { status: kind === 'server' ? 401 : 407, headers };
}

function challengeValue({ realm, nonce, stale }: ChallengeOptions, algorithm: DigestAlgorithm): string {
  const params: Param[] = [
    { name: 'realm', value: realm, isQuoted: true },
    { name: 'nonce', value: nonce, isQuoted: true },
    ...(stale === true ? [{ name: 'stale', value: 'true' }] : []),
    { name: 'algorithm', value: algorithm },
    { name: 'qop', value: 'auth', isQuoted: true },
  ];
  return formatAuthValue({ scheme: 'Digest', params });
}

/** Digest credentials of a request, well-formed and with qop=auth. */
export type DigestCredentials = {
  readonly username: string;
  readonly realm: string;
  readonly algorithm: DigestAlgorithm;
  readonly nonce: string;
  /** As sent; it may differ from the Request-URI after a proxy (RFC 3261 §22.4 item 5). */
  readonly uri: string;
  readonly response: string;
  /** Eight hexadecimal digits, and their value. */
  readonly nonceCount: string;
  readonly nonceCountValue: number;
  readonly clientNonce: string;
};

/**
 * The credentials for a realm; undefined when there are none that can be checked: another scheme or realm, an algorithm
 * that is not ours, no qop. The answer to that is a challenge.
 */
export function readDigestCredentials(
  request: SipRequest,
  { kind, realm }: { readonly kind: ChallengeKind; readonly realm: string },
): DigestCredentials | undefined {
  const name = kind === 'server' ? 'Authorization' : 'Proxy-Authorization';
  for (const value of readAuthValues(request, name)) {
    const credentials = toCredentials(value);
    if (credentials?.realm === realm) return credentials;
  }
  return undefined;
}

function toCredentials({ scheme, params }: AuthValue): DigestCredentials | undefined {
  if (scheme.toLowerCase() !== 'digest') return undefined;
  const value = (name: string) => paramValue(params, name);
  const algorithm = digestAlgorithm(value('algorithm'));
  const nonceCount = value('nc');
  if (algorithm === undefined || value('qop')?.toLowerCase() !== 'auth') return undefined;
  if (nonceCount === undefined || !/^[0-9a-f]{8}$/i.test(nonceCount)) return undefined;
  const [username, realm, nonce, uri] = [value('username'), value('realm'), value('nonce'), value('uri')];
  const [response, clientNonce] = [value('response'), value('cnonce')];
  if (username === undefined || realm === undefined || nonce === undefined || uri === undefined) return undefined;
  if (response === undefined || clientNonce === undefined || clientNonce === '') return undefined;
  const nonceCountValue = Number.parseInt(nonceCount, 16);
  return { username, realm, algorithm, nonce, uri, response, nonceCount, nonceCountValue, clientNonce };
}

/** Stored HA1 by algorithm; a missing one refuses that algorithm. */
export type StoredHa1s = Partial<Readonly<Record<DigestAlgorithm, string>>>;

export type DigestVerdict =
  | { readonly kind: 'ok' }
  /**
   * A nonce that can't be used: challenge again with `stale`. Unless it was `replayed`, the password was not looked at,
   * so that old and borrowed nonces are no way to try passwords uncounted.
   */
  | { readonly kind: 'stale'; readonly cause: 'expired' | 'replayed' | 'foreign' }
  /**
   * Wrong credentials or unknown user: counts towards the lock-out. The peer received the nonce, so that the address is
   * its own: nobody can lock out others in their name.
   */
  | { readonly kind: 'wrong' };

export type VerifyOptions = {
  readonly method: string;
  /** Undefined for an unknown user: the same work is done, so that time does not tell users apart. */
  readonly ha1s: StoredHa1s | undefined;
  readonly nonces: NonceIssuer;
  readonly nowMilliseconds: number;
  /** Whom the nonce was issued to, as given to `issue`. */
  readonly audience?: string | undefined;
};

/** Checks the nonce, then credentials against stored HA1s in constant time (RFC 7616 §3.4.6), then uses up the nonce. */
export function verifyDigest(credentials: DigestCredentials, options: VerifyOptions): DigestVerdict {
  const { algorithm, nonce, nonceCountValue } = credentials;
  const { nonces, nowMilliseconds, audience } = options;
  const known = nonces.check(nonce, { nowMilliseconds, audience });
  if (known !== 'good') return { kind: 'stale', cause: known };
  const ha1 = options.ha1s?.[algorithm];
  const expected = digestResponse(algorithm, ha1 ?? '', {
    method: options.method,
    uri: credentials.uri,
    nonce,
    qop: { nonceCount: credentials.nonceCount, clientNonce: credentials.clientNonce },
  });
  const isRight = isSameHex(expected, credentials.response) && ha1 !== undefined && ha1 !== '';
  if (!isRight) return { kind: 'wrong' };
  const use = nonces.use(nonce, nonceCountValue, { nowMilliseconds, audience });
  return use === 'fresh' ? { kind: 'ok' } : { kind: 'stale', cause: use };
}

function isSameHex(expected: string, given: string): boolean {
  const one = Buffer.from(expected, 'latin1');
  const other = Buffer.from(given.toLowerCase(), 'latin1');
  return one.length === other.length && timingSafeEqual(one, other);
}
