import type { Operation } from '@carillon/api';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import { appError } from '../errors.ts';

type Bucket = { tokens: number; atMs: number };

/** `burst` tries at once, then one each `refillMs` milliseconds. */
export type Limit = { readonly burst: number; readonly refillMs: number };

const sweepAbove = 10_000;

/** Token buckets by key, in memory: each process counts for itself. */
export function createBuckets(clock: Clock, limit: Limit) {
  const buckets = new Map<string, Bucket>();

  const refilled = (bucket: Bucket) =>
    Math.min(limit.burst, bucket.tokens + (clock.nowMs() - bucket.atMs) / limit.refillMs);
  const sweep = () => {
    for (const [key, bucket] of buckets) if (refilled(bucket) >= limit.burst) buckets.delete(key);
  };

  return {
    /** Takes a token. Returns 0, or the milliseconds until the next one when there is none. */
    take(key: string): number {
      if (buckets.size > sweepAbove) sweep();
      const bucket = buckets.get(key);
      const tokens = bucket ? refilled(bucket) : limit.burst;
      if (tokens < 1) return Math.ceil((1 - tokens) * limit.refillMs);
      buckets.set(key, { tokens: tokens - 1, atMs: clock.nowMs() });
      return 0;
    },
  };
}

export interface Limits {
  /** @throws too_many_requests with the seconds to wait */
  enforce(operation: Operation, request: FastifyRequest): void;
}

const emailOf = (body: unknown) => {
  const email = (body as { email?: unknown } | null | undefined)?.email;
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : '';
};

/**
 * Limits of the operations that need no sign-in and change something (sign-in, invitations, lost passwords): per
 * address, and per address and e-mail, so that one account can't be guessed at.
 */
export function createLimits(clock: Clock): Limits {
  const perAddress = createBuckets(clock, { burst: 60, refillMs: 1_000 });
  const perEmail = createBuckets(clock, { burst: 10, refillMs: 6_000 });

  const check = (waitMs: number) => {
    if (waitMs > 0) throw appError('too_many_requests', { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  };

  return {
    enforce(operation, request) {
      if (operation.access !== 'public' || operation.method === 'GET') return;
      check(perAddress.take(request.ip));
      const email = emailOf(request.body);
      if (email) check(perEmail.take(`${request.ip} ${email}`));
    },
  };
}
