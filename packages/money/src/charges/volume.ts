import type { Currency } from '../currency.ts';
import { scaled, type Precise } from '../precise.ts';
import { chargeOf, type Charge } from './charge.ts';
import { tierParts, tierRanges, type Tier } from './tiers.ts';

export type Volume<C extends Currency = Currency> = {
  readonly kind: 'volume';
  readonly currency: C;
  readonly tiers: readonly Tier[];
};

/** All units at the price of the tier that their total reaches. */
export function chargeVolume<C extends Currency>({ currency, tiers }: Volume<C>, units: Precise): Charge<C> {
  const reached = tierRanges(tiers).find(({ upTo }) => upTo === null || scaled(units) <= scaled(upTo));
  const parts = reached && scaled(units) > 0n ? tierParts(reached, units) : [];
  return chargeOf(currency, units, parts);
}
