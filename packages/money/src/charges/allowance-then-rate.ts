import type { Currency } from '../currency.ts';
import type { Price } from '../money.ts';
import { fromScaled, scaled, type Precise } from '../precise.ts';
import { exact, times, zero } from '../rational.ts';
import { chargeOf, unitsPart, type Charge, type ChargePart } from './charge.ts';

export type AllowanceThenRate<C extends Currency = Currency> = {
  readonly kind: 'allowance_then_rate';
  /** Units that cost nothing. */
  readonly allowance: Precise;
  readonly unitPrice: Price<C>;
};

/** Units within the allowance are included, each one beyond has a price. */
export function chargeBeyondAllowance<C extends Currency>(model: AllowanceThenRate<C>, units: Precise): Charge<C> {
  const { allowance, unitPrice } = model;
  const included = scaled(units) < scaled(allowance) ? scaled(units) : scaled(allowance);
  const beyond = fromScaled(scaled(units) - included);
  const amount = times(exact(beyond), exact(unitPrice.amountPrecise));
  const parts: ChargePart[] = [{ amount: zero, line: { kind: 'included', units: fromScaled(included), allowance } }];
  if (scaled(beyond) > 0n) parts.push(unitsPart(beyond, unitPrice.amountPrecise, amount));
  return chargeOf(unitPrice.currency, units, parts);
}
