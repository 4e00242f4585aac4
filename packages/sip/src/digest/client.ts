import { randomBytes } from 'node:crypto';
import { formatAuthValue, readAuthValues, type AuthHeaderName } from '../headers/auth.ts';
import { paramValue, type Param, type Params } from '../headers/params.ts';
import type { SipHeader, SipRequest, SipResponse } from '../message.ts';
import { DIGEST_ALGORITHMS, digestAlgorithm, digestHa1, digestResponse, type DigestAlgorithm } from './hash.ts';

/** Answers challenges with one user name and password, remembering nonces so that later requests need no challenge. */
export interface DigestClient {
  /**
   * The header lines for the repeated request after a 401 or 407: one for each realm, best algorithm that we know.
   * Undefined when nothing can be answered, or when our credentials for that very realm were just refused (the
   * request carried them and the challenge is not `stale`): repeating would only lock the account.
   */
  answer(response: SipResponse, request: SipRequest): readonly SipHeader[] | undefined;
  /** Header lines for a new request from the nonces known so far, their count increased; empty at first. */
  authorize(request: Pick<SipRequest, 'method' | 'uri'>): readonly SipHeader[];
}

export type DigestClientOptions = {
  readonly username: string;
  readonly password: string;
  /** Fresh client nonce. Default: 16 random bytes in hexadecimal. */
  readonly clientNonce?: () => string;
};

type Challenge = {
  readonly header: 'Authorization' | 'Proxy-Authorization';
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: DigestAlgorithm;
  /** The `algorithm` parameter was there, so the answer repeats it. */
  readonly namesAlgorithm: boolean;
  readonly hasQop: boolean;
  readonly isStale: boolean;
};

type Known = { readonly challenge: Challenge; nonceCount: number };

/** Makes a digest client (RFC 7616, RFC 8760). auth-int is never used: proxies change bodies. */
export function createDigestClient(options: DigestClientOptions): DigestClient {
  return new PasswordDigestClient(options);
}

class PasswordDigestClient implements DigestClient {
  readonly #options: DigestClientOptions;
  readonly #clientNonce: () => string;
  /** By header and realm. */
  readonly #known = new Map<string, Known>();

  constructor(options: DigestClientOptions) {
    this.#options = options;
    this.#clientNonce = options.clientNonce ?? (() => randomBytes(16).toString('hex'));
  }

  answer(response: SipResponse, request: SipRequest): readonly SipHeader[] | undefined {
    const challenges = bestChallenges(response);
    if (challenges.length === 0 || challenges.some((challenge) => wasRefused(challenge, request))) return undefined;
    for (const challenge of challenges) this.#known.set(key(challenge), { challenge, nonceCount: 0 });
    return this.authorize(request);
  }

  authorize(request: Pick<SipRequest, 'method' | 'uri'>): readonly SipHeader[] {
    return [...this.#known.values()].map((known) => this.#credentials(known, request));
  }

  #credentials(known: Known, { method, uri }: Pick<SipRequest, 'method' | 'uri'>): SipHeader {
    const { challenge } = known;
    known.nonceCount++;
    const nonceCount = known.nonceCount.toString(16).padStart(8, '0');
    const qop = challenge.hasQop ? { nonceCount, clientNonce: this.#clientNonce() } : undefined;
    const ha1 = digestHa1(challenge.algorithm, { ...this.#options, realm: challenge.realm });
    const input = { method, uri, nonce: challenge.nonce, ...(qop === undefined ? {} : { qop }) };
    const response = digestResponse(challenge.algorithm, ha1, input);
    const params: Param[] = [
      quoted('username', this.#options.username),
      quoted('realm', challenge.realm),
      quoted('nonce', challenge.nonce),
      quoted('uri', uri),
      quoted('response', response),
      ...(challenge.namesAlgorithm ? [{ name: 'algorithm', value: challenge.algorithm }] : []),
      ...(challenge.opaque === undefined ? [] : [quoted('opaque', challenge.opaque)]),
      ...(qop === undefined ? [] : qopParams(qop)),
    ];
    return { name: challenge.header, value: formatAuthValue({ scheme: 'Digest', params }) };
  }
}

function quoted(name: string, value: string): Param {
  return { name, value, isQuoted: true };
}

function qopParams({ nonceCount, clientNonce }: { nonceCount: string; clientNonce: string }): Params {
  return [{ name: 'qop', value: 'auth' }, { name: 'nc', value: nonceCount }, quoted('cnonce', clientNonce)];
}

function key(challenge: Challenge): string {
  return `${challenge.header} ${challenge.realm}`;
}

/** Of the challenges for one realm, the strongest algorithm: a weaker line must not be able to talk us down. */
function bestChallenges(response: SipResponse): Challenge[] {
  const best = new Map<string, Challenge>();
  const challenges = [
    ...readChallenges(response, 'WWW-Authenticate'),
    ...readChallenges(response, 'Proxy-Authenticate'),
  ];
  for (const challenge of challenges) {
    const present = best.get(key(challenge));
    if (present === undefined || rank(challenge) < rank(present)) best.set(key(challenge), challenge);
  }
  return [...best.values()];
}

function rank({ algorithm }: Challenge): number {
  return DIGEST_ALGORITHMS.indexOf(algorithm);
}

function readChallenges(response: SipResponse, name: AuthHeaderName): Challenge[] {
  const header = name === 'WWW-Authenticate' ? 'Authorization' : 'Proxy-Authorization';
  return readAuthValues(response, name).flatMap(({ scheme, params }) => {
    if (scheme.toLowerCase() !== 'digest') return [];
    return toChallenge(header, params) ?? [];
  });
}

function toChallenge(header: Challenge['header'], params: Params): Challenge | undefined {
  const name = paramValue(params, 'algorithm');
  const algorithm = digestAlgorithm(name);
  const realm = paramValue(params, 'realm');
  const nonce = paramValue(params, 'nonce');
  const qop = paramValue(params, 'qop');
  if (algorithm === undefined || realm === undefined || nonce === undefined) return undefined;
  const offered = qop?.split(',').map((part) => part.trim().toLowerCase());
  if (offered !== undefined && !offered.includes('auth')) return undefined;
  return {
    header,
    realm,
    nonce,
    opaque: paramValue(params, 'opaque'),
    algorithm,
    namesAlgorithm: name !== undefined,
    hasQop: offered !== undefined,
    isStale: paramValue(params, 'stale')?.toLowerCase() === 'true',
  };
}

/** The request already answered a challenge of this realm and the server does not call the nonce stale. */
function wasRefused(challenge: Challenge, request: SipRequest): boolean {
  if (challenge.isStale) return false;
  return readAuthValues(request, challenge.header).some(({ params }) => {
    return paramValue(params, 'realm') === challenge.realm && paramValue(params, 'nonce') !== undefined;
  });
}
