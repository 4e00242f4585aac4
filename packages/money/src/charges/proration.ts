import type { Currency } from '../currency.ts';
import type { Price } from '../money.ts';
import type { Precise } from '../precise.ts';
import { exact, ratio, times } from '../rational.ts';
import { chargeOf, toPrecise, type Charge, type ChargePart } from './charge.ts';

export type ProratedItem<C extends Currency = Currency> = {
  readonly unitPrice: Price<C>;
  readonly units: Precise;
  /** Days used, the first one included. */
  readonly days: number;
  /** Days of the full anniversary period, never of the part that is left. */
  readonly ofDays: number;
};

/**
 * The part-period share of a recurring price, by whole days, rounded once per line and not per unit (R-4.2-b).
 * @rule R-4.2-b
 */
export function prorate<C extends Currency>({ unitPrice, units, days, ofDays }: ProratedItem<C>): Charge<C> {
  if (!Number.isSafeInteger(days) || !Number.isSafeInteger(ofDays)) throw new RangeError('Proration is by whole days');
  if (days < 0 || ofDays < 1 || days > ofDays) throw new RangeError('The days used lie within the period');
  const full = times(exact(units), exact(unitPrice.amountPrecise));
  const amount = times(full, ratio(BigInt(days), BigInt(ofDays)));
  const fullAmount = toPrecise(full);
  const line = { kind: 'proration', fullAmount, days, ofDays, amountPrecise: toPrecise(amount) } as const;
  const parts: ChargePart[] = [{ amount, line }];
  return chargeOf(unitPrice.currency, units, parts);
}
