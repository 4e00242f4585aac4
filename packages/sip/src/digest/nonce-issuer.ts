import { hash, timingSafeEqual } from 'node:crypto';
import { fillRandom } from '../transaction/ids.ts';

/**
 * Nonces that carry their own proof: issue time, randomness and an HMAC over both, so that a flood of unauthenticated
 * requests leaves no trace in memory. Only nonces used with right credentials are remembered, for the nonce count.
 */
export interface NonceIssuer {
  /**
   * A nonce issued at this time (milliseconds since 1970). With an `audience` (the address of the peer) only the same
   * audience can use it: who shows it received it, so that the address is not forged.
   */
  issue(nowMilliseconds: number, audience?: string): string;
  /** Whether a nonce is ours, received by this audience, and not too old; uses nothing up. */
  check(nonce: string, moment: NonceMoment): 'good' | 'expired' | 'foreign';
  /**
   * Uses a nonce once with this nonce count; call it only after the digest proved right. `fresh` uses it up.
   * `expired`: ours, too old. `replayed`: this count was used. `foreign`: not ours (another secret or audience, or made up).
   */
  use(nonce: string, nonceCount: number, use: NonceMoment): NonceUse;
  /** Nonces remembered now. */
  readonly trackedCount: number;
}
/** When, and by whom, a nonce is used. */
export type NonceMoment = { readonly nowMilliseconds: number; readonly audience?: string | undefined };
export type NonceUse = 'fresh' | 'expired' | 'replayed' | 'foreign';

export type NonceIssuerOptions = {
  /** At least 32 bytes. Nodes that share it accept each other's nonces, but count replays each on its own. */
  readonly secret: Uint8Array;
  /** Life of a nonce. Default: 300. */
  readonly lifeSeconds?: number;
  /** Most nonces remembered; beyond it the oldest are expired early. Default: 100,000. */
  readonly maxTracked?: number;
};

/** Time (6 bytes), randomness (10 bytes), HMAC (16 bytes). */
const STAMP_BYTES = 16;
const MAC_BYTES = 16;
/** Clocks of nodes that share a secret may differ by this much. */
const FUTURE_TOLERANCE_MILLISECONDS = 60_000;
/** Counts below the highest that may still come late, as UDP reorders; must fit a 32-bit mask. */
const REORDER_WINDOW = 31;

type Mac = (stamp: Uint8Array, audience: string) => Buffer;
type Usage = { readonly issuedAt: number; highest: number; seenMask: number };

/** Makes a nonce issuer. Time comes in with each call. */
export function createNonceIssuer(options: NonceIssuerOptions): NonceIssuer {
  if (options.secret.length < 32) throw new Error('The nonce secret is shorter than 32 bytes');
  return new HmacNonceIssuer(options);
}

class HmacNonceIssuer implements NonceIssuer {
  readonly #mac: Mac;
  readonly #lifeMilliseconds: number;
  readonly #maxTracked: number;
  readonly #usages = new Map<string, Usage>();
  /** Nonces issued until this time lost their count to the limit, so they count as expired. */
  #forgottenUntil = 0;

  constructor({ secret, lifeSeconds = 300, maxTracked = 100_000 }: NonceIssuerOptions) {
    this.#mac = macOf(secret);
    this.#lifeMilliseconds = lifeSeconds * 1000;
    this.#maxTracked = maxTracked;
  }

  get trackedCount(): number {
    return this.#usages.size;
  }

  issue(nowMilliseconds: number, audience = ''): string {
    const stamp = Buffer.alloc(STAMP_BYTES);
    stamp.writeUIntBE(Math.floor(nowMilliseconds), 0, 6);
    fillRandom(stamp, 6);
    return Buffer.concat([stamp, this.#mac(stamp, audience)]).toString('base64url');
  }

  check(nonce: string, moment: NonceMoment): 'good' | 'expired' | 'foreign' {
    const issuedAt = this.#goodSince(nonce, moment);
    return typeof issuedAt === 'number' ? 'good' : issuedAt;
  }

  use(nonce: string, nonceCount: number, moment: NonceMoment): NonceUse {
    const issuedAt = this.#goodSince(nonce, moment);
    if (typeof issuedAt === 'string') return issuedAt;
    const usage = this.#usages.get(nonce);
    if (usage !== undefined) return countUse(usage, nonceCount);
    if (issuedAt <= this.#forgottenUntil) return 'expired';
    this.#usages.set(nonce, { issuedAt, highest: nonceCount, seenMask: 1 });
    this.#forget(moment.nowMilliseconds);
    return 'fresh';
  }

  /** When it was issued, or why it is no good. */
  #goodSince(nonce: string, { nowMilliseconds, audience = '' }: NonceMoment): number | 'expired' | 'foreign' {
    const issuedAt = this.#issueTime(nonce, audience);
    if (issuedAt === undefined || issuedAt > nowMilliseconds + FUTURE_TOLERANCE_MILLISECONDS) return 'foreign';
    return issuedAt + this.#lifeMilliseconds <= nowMilliseconds ? 'expired' : issuedAt;
  }

  #issueTime(nonce: string, audience: string): number | undefined {
    const bytes = Buffer.from(nonce, 'base64url');
    // The spelling must be ours too: base64 decoding skips foreign characters, which would make one nonce many.
    if (bytes.length !== STAMP_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce) return undefined;
    const stamp = bytes.subarray(0, STAMP_BYTES);
    return timingSafeEqual(this.#mac(stamp, audience), bytes.subarray(STAMP_BYTES))
      ? stamp.readUIntBE(0, 6)
      : undefined;
  }

  /** Drops expired nonces from the front (order of first use), and the oldest beyond the limit. */
  #forget(nowMilliseconds: number): void {
    for (const [nonce, usage] of this.#usages) {
      const isExpired = usage.issuedAt + this.#lifeMilliseconds <= nowMilliseconds;
      if (!isExpired && this.#usages.size <= this.#maxTracked) return;
      this.#usages.delete(nonce);
      if (!isExpired) this.#forgottenUntil = Math.max(this.#forgottenUntil, usage.issuedAt);
    }
  }
}

/**
 * HMAC-SHA-256 (RFC 2104), cut to `MAC_BYTES`, of two plain hashes: a `Hmac` object costs ten times as much, and every
 * request that is challenged and answered needs two.
 */
function macOf(secret: Uint8Array): Mac {
  const blockBytes = 64;
  const key = Buffer.alloc(blockBytes);
  key.set(secret.length > blockBytes ? hash('sha256', secret, 'buffer') : secret);
  const [inner, outer] = [key.map((byte) => byte ^ 0x36), key.map((byte) => byte ^ 0x5c)];
  const sha256 = (...parts: Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');
  return (stamp, audience) => sha256(outer, sha256(inner, stamp, Buffer.from(audience))).subarray(0, MAC_BYTES);
}

/** Bit n of the mask: count `highest - n` was used. */
function countUse(usage: Usage, nonceCount: number): NonceUse {
  const ahead = nonceCount - usage.highest;
  if (ahead > 0) {
    usage.seenMask = ahead > REORDER_WINDOW ? 1 : ((usage.seenMask << ahead) | 1) >>> 0;
    usage.highest = nonceCount;
    return 'fresh';
  }
  if (-ahead > REORDER_WINDOW) return 'replayed';
  const bit = (1 << -ahead) >>> 0;
  if ((usage.seenMask & bit) !== 0) return 'replayed';
  usage.seenMask = (usage.seenMask | bit) >>> 0;
  return 'fresh';
}
