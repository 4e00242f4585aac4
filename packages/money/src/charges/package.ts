import type { Currency } from '../currency.ts';
import type { Price } from '../money.ts';
import { fromScaled, scaled, type Precise } from '../precise.ts';
import { exact, times, whole } from '../rational.ts';
import { divideUp } from '../rounding.ts';
import { chargeOf, toPrecise, type Charge, type ChargePart } from './charge.ts';

export type Package<C extends Currency = Currency> = {
  readonly kind: 'package';
  /** Units in one package, > 0. */
  readonly packageSize: Precise;
  readonly packagePrice: Price<C>;
};

/** Whole packages: one begun is one owed. */
export function chargePackages<C extends Currency>(model: Package<C>, units: Precise): Charge<C> {
  const { packageSize, packagePrice } = model;
  if (scaled(packageSize) <= 0n) throw new RangeError('A package holds something');
  const packages = scaled(units) <= 0n ? 0n : divideUp(scaled(units), scaled(packageSize));
  const amount = times(whole(packages), exact(packagePrice.amountPrecise));
  const line = {
    kind: 'packages',
    packages: fromScaled(packages * 10n ** 8n),
    packageSize,
    packagePrice: packagePrice.amountPrecise,
    amountPrecise: toPrecise(amount),
  } as const;
  const parts: ChargePart[] = packages === 0n ? [] : [{ amount, line }];
  return chargeOf(packagePrice.currency, units, parts);
}
