import { minorDigits } from './currency.ts';
import { decimalText, microDigits, type MicroMoney, type Money, type Price } from './money.ts';
import { shortDecimal } from './precise.ts';

const formatters = new Map<string, Intl.NumberFormat>();

/** Building an Intl formatter costs more than a thousand uses of it. */
function formatter(locale: string, currency: string, decimals: readonly [fewest: number, most: number]) {
  const key = `${locale} ${currency} ${decimals.join()}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals[0],
    maximumFractionDigits: decimals[1],
  });
  formatters.set(key, made);
  return made;
}

/** Intl reads decimal text exactly (ECMA-402, NumberFormat v3): no amount passes through a float. */
function formatDecimal(text: string, format: Intl.NumberFormat): string {
  return format.format(text as Intl.StringNumericLiteral);
}

/** "1 234,50 €" in French, "€1,234.50" in English. */
export function formatMoney(amount: Money, locale: string): string {
  const digits = minorDigits(amount.currency);
  return formatDecimal(decimalText(amount), formatter(locale, amount.currency, [digits, digits]));
}

/** A price with the decimals it has, and no fewer than the currency's: "0,03 €", "0,0125 €". */
export function formatPrice(unitPrice: Price, locale: string): string {
  const digits = minorDigits(unitPrice.currency);
  return formatDecimal(shortDecimal(unitPrice.amountPrecise), formatter(locale, unitPrice.currency, [digits, 8]));
}

/** An amount of the ledger, exact, for statements: "0,0305 €". */
export function formatMicroMoney(amount: MicroMoney, locale: string): string {
  const digits = minorDigits(amount.currency);
  const text = `${amount.amountMicro}e-${microDigits}`;
  return formatDecimal(text, formatter(locale, amount.currency, [digits, microDigits]));
}
