import { preciseDecimals, scaled, type Precise } from './precise.ts';
import { divideRounded, type RoundingMode } from './rounding.ts';

/** An exact quotient: what amounts are between their price and the one place where they are rounded. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

const one = 10n ** BigInt(preciseDecimals);

export const zero: Rational = { numerator: 0n, denominator: 1n };

export function whole(value: bigint): Rational {
  return { numerator: value, denominator: 1n };
}

export function ratio(numerator: bigint, denominator: bigint): Rational {
  if (denominator <= 0n) throw new RangeError('A denominator is positive');
  return { numerator, denominator };
}

export function exact(value: Precise): Rational {
  return { numerator: scaled(value), denominator: one };
}

export function plus(left: Rational, right: Rational): Rational {
  if (left.denominator === right.denominator) {
    return { numerator: left.numerator + right.numerator, denominator: left.denominator };
  }
  return {
    numerator: left.numerator * right.denominator + right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  };
}

export function times(left: Rational, right: Rational): Rational {
  return {
    numerator: left.numerator * right.numerator,
    denominator: left.denominator * right.denominator,
  };
}

/** The value in units of 10⁻`decimals`, rounded once. */
export function roundTo(value: Rational, decimals: number, mode: RoundingMode): bigint {
  return divideRounded(value.numerator * 10n ** BigInt(decimals), value.denominator, mode);
}
