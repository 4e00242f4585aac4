import type { Currency } from './currency.ts';
import { money, type Money } from './money.ts';

type Share = { readonly index: number; readonly units: bigint; readonly remainder: bigint };

/**
 * Shares an amount in proportion to `weights` (≥ 0, whole: days, seconds, cents) so that the parts sum exactly to it:
 * largest remainder first, the earlier part on a tie. A part of weight 0 gets nothing; a negative amount is the
 * mirror of the positive one. Throws RangeError when no weight is positive.
 */
export function allocate<C extends Currency>(total: Money<C>, weights: readonly bigint[]): Money<C>[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight is not negative');
  const sumOfWeights = weights.reduce((sum, weight) => sum + weight, 0n);
  if (sumOfWeights === 0n) throw new RangeError('At least one weight is positive');
  const units: bigint = total.amountMinor;
  const sign = units < 0n ? -1n : 1n;
  const parts = withRemainders(sign * units, weights, sumOfWeights);
  return parts.map((part) => money(sign * part, total.currency));
}

function withRemainders(size: bigint, weights: readonly bigint[], sumOfWeights: bigint): bigint[] {
  const shares: Share[] = weights.map((weight, index) => ({
    index,
    units: (size * weight) / sumOfWeights,
    remainder: (size * weight) % sumOfWeights,
  }));
  const parts = shares.map((share) => share.units);
  // Each missing unit comes from a truncated share, so there are never more of them than positive remainders.
  const missing = size - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = shares.toSorted((a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder));
  for (const { index } of byRemainder.slice(0, Number(missing))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
