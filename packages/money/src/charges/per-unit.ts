import type { Currency } from '../currency.ts';
import type { Price } from '../money.ts';
import type { Precise } from '../precise.ts';
import { exact, times } from '../rational.ts';
import { chargeOf, unitsPart, type Charge } from './charge.ts';

export type PerUnit<C extends Currency = Currency> = { readonly kind: 'per_unit'; readonly unitPrice: Price<C> };

/** Each unit at the same price: accesses, numbers, minutes, segments. */
export function chargePerUnit<C extends Currency>({ unitPrice }: PerUnit<C>, units: Precise): Charge<C> {
  const amount = times(exact(units), exact(unitPrice.amountPrecise));
  return chargeOf(unitPrice.currency, units, [unitsPart(units, unitPrice.amountPrecise, amount)]);
}
