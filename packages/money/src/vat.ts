import type { Currency } from './currency.ts';
import { add, percentOf, subtract, sum } from './arithmetic.ts';
import { money, type Money } from './money.ts';
import { precise, scaled, type Precise } from './precise.ts';
import { divideRounded, modeOf } from './rounding.ts';

/**
 * EN 16931 categories (UNCL 5305) that a seller of business telephony meets: standard, zero rate, exempt,
 * reverse charge, outside the scope.
 */
export type VatCategory = 'S' | 'Z' | 'E' | 'AE' | 'O';

export type VatTreatment = { readonly category: VatCategory; readonly ratePercent: Precise };

export type VatLine<C extends Currency = Currency> = VatTreatment & { readonly net: Money<C> };

export type VatSubtotal<C extends Currency = Currency> = VatTreatment & {
  readonly base: Money<C>;
  readonly vat: Money<C>;
};

export type VatTotals<C extends Currency = Currency> = {
  readonly net: Money<C>;
  readonly vat: Money<C>;
  readonly gross: Money<C>;
  /** One per category and rate, in order of first appearance. */
  readonly subtotals: readonly VatSubtotal<C>[];
};

/** Only the standard category carries VAT (EN 16931 BR-Z-05, BR-E-05, BR-AE-05, BR-O-05). */
function assertTreatment({ category, ratePercent }: VatTreatment): void {
  const rate = scaled(ratePercent);
  if (rate < 0n) throw new RangeError('A VAT rate is not negative');
  if (category === 'S' ? rate === 0n : rate !== 0n) {
    throw new RangeError(`VAT category ${category} does not go with ${ratePercent} %`);
  }
}

/** The totals of a document: VAT per category and rate, on the sum of its rounded lines (G-4, EN 16931 BR-CO-17). */
export function vatTotals<C extends Currency>(lines: readonly VatLine<NoInfer<C>>[], currency: C): VatTotals<C> {
  const groups = new Map<string, VatLine<C>[]>();
  for (const line of lines) {
    assertTreatment(line);
    const key = `${line.category} ${line.ratePercent}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const subtotals = [...groups.values()].map((group) => subtotalOf(group, currency));
  const net = sum<C>(
    subtotals.map((subtotal) => subtotal.base),
    currency,
  );
  const vat = sum<C>(
    subtotals.map((subtotal) => subtotal.vat),
    currency,
  );
  return { net, vat, gross: add<C>(net, vat), subtotals };
}

function subtotalOf<C extends Currency>(lines: readonly VatLine<C>[], currency: C): VatSubtotal<C> {
  const { category, ratePercent } = lines[0] as VatLine<C>;
  const base = sum<C>(
    lines.map((line) => line.net),
    currency,
  );
  return { category, ratePercent, base, vat: percentOf(base, ratePercent, 'vat') };
}

/** The VAT contained in an amount paid, for prices that people know with tax: net + vat is the gross, to the cent. */
export function splitGross<C extends Currency>(
  gross: Money<C>,
  treatment: VatTreatment,
): { readonly net: Money<C>; readonly vat: Money<C> } {
  assertTreatment(treatment);
  const hundred = 100n * scaled(precise('1'));
  const units = divideRounded(gross.amountMinor * hundred, hundred + scaled(treatment.ratePercent), modeOf('vat'));
  const net = money(units, gross.currency);
  return { net, vat: subtract<C>(gross, net) };
}
