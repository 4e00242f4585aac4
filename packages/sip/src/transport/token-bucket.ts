/**
 * A bucket of tokens per source address: an `admit` hook that lets bursts through and holds floods back before anything
 * is parsed.
 */
import type { SipClock } from '../endpoint/types.ts';

export type TokenBucketOptions = {
  readonly clock: SipClock;
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Sources remembered; beyond that the older half is forgotten. */
  readonly maxSources?: number;
};

type Bucket = { tokens: number; filledAt: number };

export class TokenBuckets {
  readonly #options: TokenBucketOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: TokenBucketOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token of this source; false when it has none left. */
  take(source: string): boolean {
    const now = this.#options.clock.now();
    const bucket = this.#bucket(source, now);
    const { ratePerSecond, burst } = this.#options;
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAt) * ratePerSecond) / 1000);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #bucket(source: string, now: number): Bucket {
    const known = this.#buckets.get(source);
    if (known !== undefined) return known;
    const limit = this.#options.maxSources ?? 50_000;
    if (this.#buckets.size >= limit) this.#forget();
    const fresh = { tokens: this.#options.burst, filledAt: now };
    this.#buckets.set(source, fresh);
    return fresh;
  }

  /** Drops the older half: Map keeps insertion order, and a source that still floods comes back with a full burst. */
  #forget(): void {
    let surplus = Math.ceil(this.#buckets.size / 2);
    for (const source of this.#buckets.keys()) {
      if (surplus === 0) return;
      this.#buckets.delete(source);
      surplus -= 1;
    }
  }
}
