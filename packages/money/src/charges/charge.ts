import { minorDigits, type Currency } from '../currency.ts';
import { money, type MinorUnits } from '../money.ts';
import { preciseDecimals, preciseRatio, scaled, type Precise } from '../precise.ts';
import { plus, roundTo, zero, type Rational } from '../rational.ts';
import { modeOf } from '../rounding.ts';

/** Why a charge is what it is: facts that a page or a document puts in words, in the reader's language. */
export type ExplanationLine =
  | { readonly kind: 'units'; readonly units: Precise; readonly unitPrice: Precise; readonly amountPrecise: Precise }
  | {
      readonly kind: 'tier';
      /** Units already counted by the tiers before. */
      readonly above: Precise;
      readonly upTo: Precise | null;
      readonly units: Precise;
      readonly unitPrice: Precise;
      readonly amountPrecise: Precise;
    }
  | { readonly kind: 'included'; readonly units: Precise; readonly allowance: Precise }
  | {
      readonly kind: 'packages';
      readonly packages: Precise;
      readonly packageSize: Precise;
      readonly packagePrice: Precise;
      readonly amountPrecise: Precise;
    }
  | { readonly kind: 'percent'; readonly base: Precise; readonly percent: Precise; readonly amountPrecise: Precise }
  | { readonly kind: 'fixed'; readonly amountPrecise: Precise }
  | {
      readonly kind: 'proration';
      readonly fullAmount: Precise;
      readonly days: number;
      readonly ofDays: number;
      readonly amountPrecise: Precise;
    };

/** What every charge model answers. */
export type Charge<C extends Currency = Currency> = {
  readonly currency: C;
  readonly units: Precise;
  /** The exact amount to 8 decimals, to be checked and shown, never rounded again. */
  readonly amountPrecise: Precise;
  /** The exact amount rounded once, half up: the invoice line (G-4). */
  readonly amountMinor: MinorUnits;
  /** The mean price of one unit; zero without units. */
  readonly unitAmount: Precise;
  readonly explanation: readonly ExplanationLine[];
};

/** One part of a charge: its exact amount with the line that explains it. */
export type ChargePart = { readonly amount: Rational; readonly line: ExplanationLine };

export function toPrecise(amount: Rational): Precise {
  return preciseRatio(amount.numerator, amount.denominator);
}

export function assertUnits(units: Precise): void {
  if (scaled(units) < 0n) throw new RangeError('Units are not negative: a correction negates the charge');
}

/** Sums exact parts and rounds once. */
export function chargeOf<C extends Currency>(currency: C, units: Precise, parts: readonly ChargePart[]): Charge<C> {
  assertUnits(units);
  const total = parts.map((part) => part.amount).reduce(plus, zero);
  const { amountMinor } = money(roundTo(total, minorDigits(currency), modeOf('invoice_line')), currency);
  return {
    currency,
    units,
    amountPrecise: toPrecise(total),
    amountMinor,
    unitAmount: meanPrice(total, units),
    explanation: parts.map((part) => part.line),
  };
}

function meanPrice(total: Rational, units: Precise): Precise {
  const count = scaled(units);
  if (count === 0n) return toPrecise(zero);
  return preciseRatio(total.numerator * 10n ** BigInt(preciseDecimals), total.denominator * count);
}

/** Units at a price, the part that most models are made of. */
export function unitsPart(units: Precise, unitPrice: Precise, amount: Rational): ChargePart {
  return { amount, line: { kind: 'units', units, unitPrice, amountPrecise: toPrecise(amount) } };
}

export function fixedPart(amount: Rational): ChargePart {
  return { amount, line: { kind: 'fixed', amountPrecise: toPrecise(amount) } };
}
