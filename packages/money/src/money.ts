import { minorDigits, type Currency } from './currency.ts';
import { fromScaled, precise, preciseDecimals, scaled, type Precise } from './precise.ts';
import { divideRounded, modeOf, type RoundingRule } from './rounding.ts';

declare const unitMark: unique symbol;

/** Cents and pence: what documents, payments and people count in. */
export type MinorUnits = bigint & { readonly [unitMark]: 'minor' };
/** 10⁻⁶ of the currency: what the ledger counts in, so that a call is never rounded to a cent. */
export type MicroUnits = bigint & { readonly [unitMark]: 'micro' };

/** An amount of a document. */
export type Money<C extends Currency = Currency> = { readonly currency: C; readonly amountMinor: MinorUnits };
/** An amount of the ledger. */
export type MicroMoney<C extends Currency = Currency> = { readonly currency: C; readonly amountMicro: MicroUnits };
/** What one unit costs, to 8 decimals: never summed, only multiplied. */
export type Price<C extends Currency = Currency> = { readonly currency: C; readonly amountPrecise: Precise };

export const microDigits = 6;

/** `money(37800n, 'EUR')` is 378.00 €. */
export function money<C extends Currency>(amountMinor: bigint, currency: C): Money<C> {
  minorDigits(currency);
  return { currency, amountMinor: amountMinor as MinorUnits };
}

/** `microMoney(60_000n, 'EUR')` is 0.06 €. */
export function microMoney<C extends Currency>(amountMicro: bigint, currency: C): MicroMoney<C> {
  minorDigits(currency);
  return { currency, amountMicro: amountMicro as MicroUnits };
}

/** `price('0.03', 'EUR')`. Throws RangeError when the text is no numeric(18,8). */
export function price<C extends Currency>(text: string, currency: C): Price<C> {
  minorDigits(currency);
  return { currency, amountPrecise: precise(text) };
}

function microsPerMinor(currency: Currency): bigint {
  return 10n ** BigInt(microDigits - minorDigits(currency));
}

/** Exact. */
export function toMicro<C extends Currency>(amount: Money<C>): MicroMoney<C> {
  return microMoney(amount.amountMinor * microsPerMinor(amount.currency), amount.currency);
}

export function toMinor<C extends Currency>(amount: MicroMoney<C>, rule: RoundingRule): Money<C> {
  const minor = divideRounded(amount.amountMicro, microsPerMinor(amount.currency), modeOf(rule));
  return money(minor, amount.currency);
}

/** The amount as a price of one unit. Exact; throws RangeError beyond numeric(18,8). */
export function toPrice<C extends Currency>(amount: Money<C>): Price<C> {
  const scale = 10n ** BigInt(preciseDecimals - minorDigits(amount.currency));
  return { currency: amount.currency, amountPrecise: fromScaled(amount.amountMinor * scale) };
}

/** `378.00`: a point and the currency's decimals, as XML, bank files and exports want it. */
export function decimalText(amount: Money): string {
  const digits = minorDigits(amount.currency);
  const units: bigint = amount.amountMinor;
  const size = units < 0n ? -units : units;
  const text = size.toString().padStart(digits + 1, '0');
  const unsigned = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return units < 0n ? `-${unsigned}` : unsigned;
}

/** The inverse of `decimalText`. Throws RangeError for more decimals than the currency has: nothing is rounded here. */
export function moneyFromDecimal<C extends Currency>(text: string, currency: C): Money<C> {
  const scale = 10n ** BigInt(preciseDecimals - minorDigits(currency));
  const value = scaled(precise(text));
  if (value % scale !== 0n) throw new RangeError(`${text} has more decimals than ${currency}`);
  return money(value / scale, currency);
}
