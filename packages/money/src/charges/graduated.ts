import type { Currency } from '../currency.ts';
import { fromScaled, scaled, type Precise } from '../precise.ts';
import { chargeOf, type Charge } from './charge.ts';
import { tierParts, tierRanges, type Tier, type TierRange } from './tiers.ts';

export type Graduated<C extends Currency = Currency> = {
  readonly kind: 'graduated';
  readonly currency: C;
  readonly tiers: readonly Tier[];
};

/** Each unit at the price of the tier it falls in: the first 10 at one price, those beyond at another. */
export function chargeGraduated<C extends Currency>({ currency, tiers }: Graduated<C>, units: Precise): Charge<C> {
  const parts = tierRanges(tiers).flatMap((tier) => {
    const within = unitsWithin(tier, scaled(units));
    return within > 0n ? tierParts(tier, fromScaled(within)) : [];
  });
  return chargeOf(currency, units, parts);
}

function unitsWithin({ above, upTo }: TierRange, units: bigint): bigint {
  const end = upTo === null || scaled(upTo) > units ? units : scaled(upTo);
  return end - scaled(above);
}
