import type { Currency } from '../currency.ts';
import type { Precise } from '../precise.ts';
import { chargeBeyondAllowance, type AllowanceThenRate } from './allowance-then-rate.ts';
import type { Charge } from './charge.ts';
import { chargeGraduated, type Graduated } from './graduated.ts';
import { chargePackages, type Package } from './package.ts';
import { chargePercentage, type Percentage } from './percentage.ts';
import { chargePerUnit, type PerUnit } from './per-unit.ts';
import { chargeVolume, type Volume } from './volume.ts';

/** How a priced item turns counted units into an amount: data of the catalogue. */
export type ChargeModel<C extends Currency = Currency> =
  | PerUnit<C>
  | Graduated<C>
  | Volume<C>
  | Package<C>
  | Percentage<C>
  | AllowanceThenRate<C>;

/** What `units` (≥ 0) cost under a model. Throws RangeError for negative units and for a model that is not one. */
export function chargeFor<C extends Currency>(model: ChargeModel<C>, units: Precise): Charge<C> {
  switch (model.kind) {
    case 'per_unit':
      return chargePerUnit(model, units);
    case 'graduated':
      return chargeGraduated(model, units);
    case 'volume':
      return chargeVolume(model, units);
    case 'package':
      return chargePackages(model, units);
    case 'percentage':
      return chargePercentage(model, units);
    case 'allowance_then_rate':
      return chargeBeyondAllowance(model, units);
  }
}
