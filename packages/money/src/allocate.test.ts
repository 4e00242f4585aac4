import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, money, negate, sum } from './index.ts';

const totals = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).map((units) => money(units, 'EUR'));
const weightLists = fc
  .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 40 })
  .filter((weights) => weights.some((weight) => weight > 0n));

function sizeOf(units: bigint): bigint {
  return units < 0n ? -units : units;
}

describe('allocate', () => {
  it('gives the spare cents to the largest remainders, the earlier part first', () => {
    const parts = (units: bigint, weights: bigint[]) =>
      allocate(money(units, 'EUR'), weights).map((p) => p.amountMinor);
    expect(parts(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(parts(101n, [1n, 1n, 1n])).toEqual([34n, 34n, 33n]);
    expect(parts(10n, [1n, 2n, 3n])).toEqual([2n, 3n, 5n]);
    expect(parts(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
    expect(parts(5n, [0n, 1n, 0n])).toEqual([0n, 5n, 0n]);
    expect(parts(0n, [3n, 4n])).toEqual([0n, 0n]);
  });

  it('sums exactly to the whole, each part within a cent of its exact share', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const parts = allocate(total, weights);
        const sumOfWeights = weights.reduce((a, b) => a + b, 0n);
        expect(sum(parts, 'EUR')).toEqual(total);
        parts.forEach((part, index) => {
          const distance = part.amountMinor * sumOfWeights - total.amountMinor * (weights[index] ?? 0n);
          expect(distance < sumOfWeights && distance > -sumOfWeights).toBe(true);
          if (weights[index] === 0n) expect(part.amountMinor).toBe(0n);
        });
        expect(allocate(negate(total), weights)).toEqual(parts.map((part) => negate(part)));
      }),
    );
  });

  it('does not give less for more weight', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const parts = allocate(total, weights).map(({ amountMinor }) => sizeOf(amountMinor));
        const byWeight = weights
          .map((weight, index) => ({ weight, part: parts[index] ?? 0n }))
          .toSorted((a, b) => Number(a.weight - b.weight) || Number(a.part - b.part));
        expect(byWeight.map(({ part }) => part)).toEqual(parts.toSorted((a, b) => Number(a - b)));
      }),
    );
  });

  it('refuses weights that mean nothing', () => {
    expect(() => allocate(money(1n, 'EUR'), [])).toThrow(RangeError);
    expect(() => allocate(money(1n, 'EUR'), [0n, 0n])).toThrow(RangeError);
    expect(() => allocate(money(1n, 'EUR'), [2n, -1n])).toThrow(RangeError);
  });
});
