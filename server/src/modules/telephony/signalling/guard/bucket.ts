/** Tokens that come back with time: `burst` at once, then `perSecond`. Changed in place, one for each source. */
export type Bucket = { tokens: number; atMs: number };
export type Rate = { readonly perSecond: number; readonly burst: number };

export const fullBucket = (rate: Rate, nowMs: number): Bucket => ({ tokens: rate.burst, atMs: nowMs });

/** Takes one token; false when there is none. */
export function takeToken(bucket: Bucket, rate: Rate, nowMs: number): boolean {
  // A clock that was set back gives no tokens, and takes none.
  const seconds = Math.max(0, nowMs - bucket.atMs) / 1000;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + seconds * rate.perSecond);
  bucket.atMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}
