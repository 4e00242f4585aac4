import { precise, scaled, type Precise } from '../precise.ts';
import { exact, times, type Rational } from '../rational.ts';
import { fixedPart, toPrecise, type ChargePart } from './charge.ts';

/** A range of units and what it costs. Tiers follow one another: each begins where the one before ends. */
export type Tier = {
  /** The last unit of the tier; null in the last one, which has no end. */
  readonly upTo: Precise | null;
  readonly unitPrice: Precise;
  /** Charged once when the tier is entered. */
  readonly fixedAmount?: Precise;
};

export type TierRange = Tier & { readonly above: Precise };

/** The tiers with their lower bounds. Throws RangeError when they do not cover all quantities in rising order. */
export function tierRanges(tiers: readonly Tier[]): readonly TierRange[] {
  if (tiers.length === 0) throw new RangeError('At least one tier');
  let above = precise('0');
  return tiers.map((tier, index) => {
    const isLast = index === tiers.length - 1;
    if (isLast !== (tier.upTo === null)) throw new RangeError('The last tier, and no other, is open');
    if (tier.upTo !== null && scaled(tier.upTo) <= scaled(above)) throw new RangeError('Tiers rise');
    const range = { ...tier, above };
    above = tier.upTo ?? above;
    return range;
  });
}

/** So many units at the price of a tier, and its fixed amount. */
export function tierParts(tier: TierRange, units: Precise): ChargePart[] {
  const { above, upTo, unitPrice, fixedAmount } = tier;
  const amount: Rational = times(exact(units), exact(unitPrice));
  const line = { kind: 'tier', above, upTo, units, unitPrice, amountPrecise: toPrecise(amount) } as const;
  const part: ChargePart = { amount, line };
  return fixedAmount === undefined ? [part] : [part, fixedPart(exact(fixedAmount))];
}
