import type { Currency } from '../currency.ts';
import type { Price } from '../money.ts';
import type { Precise } from '../precise.ts';
import { exact, ratio, times } from '../rational.ts';
import { chargeOf, fixedPart, toPrecise, type Charge, type ChargePart } from './charge.ts';

export type Percentage<C extends Currency = Currency> = {
  readonly kind: 'percentage';
  readonly currency: C;
  readonly percent: Precise;
  /** Added once. */
  readonly fixedAmount?: Price<NoInfer<C>>;
};

/** A share of an amount, which is given as the units: 5 for 5 %. */
export function chargePercentage<C extends Currency>(model: Percentage<C>, base: Precise): Charge<C> {
  const { currency, percent, fixedAmount } = model;
  const amount = times(times(exact(base), exact(percent)), ratio(1n, 100n));
  const part: ChargePart = { amount, line: { kind: 'percent', base, percent, amountPrecise: toPrecise(amount) } };
  const parts = fixedAmount === undefined ? [part] : [part, fixedPart(exact(fixedAmount.amountPrecise))];
  return chargeOf(currency, base, parts);
}
