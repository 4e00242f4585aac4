import { divideRounded } from './rounding.ts';

declare const preciseMark: unique symbol;

/** A `numeric(18,8)` as PostgreSQL prints it: always eight decimals, at most ten digits before them, no "-0". */
export type Precise = string & { readonly [preciseMark]: 'precise' };

export type ReadPrecise =
  | { readonly kind: 'precise'; readonly value: Precise }
  | { readonly kind: 'invalid'; readonly reason: 'not_a_number' | 'too_many_decimals' | 'too_large' };

export const preciseDecimals = 8;
const limit = 10n ** 18n;
const decimal = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Reads a decimal with a point and no exponent, as files and forms give it. Zeros beyond the 8th decimal are no loss. */
export function readPrecise(text: string): ReadPrecise {
  const match = decimal.exec(text.trim());
  if (!match) return { kind: 'invalid', reason: 'not_a_number' };
  const [, sign, whole = '', decimals = ''] = match;
  const kept = decimals.replace(/0+$/, '');
  if (kept.length > preciseDecimals) return { kind: 'invalid', reason: 'too_many_decimals' };
  const size = BigInt(whole + kept.padEnd(preciseDecimals, '0'));
  if (size >= limit) return { kind: 'invalid', reason: 'too_large' };
  return { kind: 'precise', value: fromScaled(sign === '-' ? -size : size) };
}

/** The same for values that are known to be right: a column, a constant of a policy. Throws RangeError otherwise. */
export function precise(text: string): Precise {
  const read = readPrecise(text);
  if (read.kind === 'invalid') throw new RangeError(`Not a numeric(18,8): ${text} (${read.reason})`);
  return read.value;
}

/** The value × 10⁸, as an exact integer. */
export function scaled(value: Precise): bigint {
  return BigInt(value.replace('.', ''));
}

/** The inverse of `scaled`. Throws RangeError beyond numeric(18,8). */
export function fromScaled(value: bigint): Precise {
  const size = value < 0n ? -value : value;
  if (size >= limit) throw new RangeError('Beyond numeric(18,8)');
  const digits = size.toString().padStart(preciseDecimals + 1, '0');
  const text = `${digits.slice(0, -preciseDecimals)}.${digits.slice(-preciseDecimals)}`;
  return (value < 0n ? `-${text}` : text) as Precise;
}

/** A ratio of integers as a numeric(18,8), rounded half up: for display and storage, never to compute further. */
export function preciseRatio(numerator: bigint, denominator: bigint): Precise {
  return fromScaled(divideRounded(numerator * 10n ** BigInt(preciseDecimals), denominator, 'half_up'));
}

/** Without the zeros that say nothing: "0.03", "12". */
export function shortDecimal(value: Precise): string {
  return value.replace(/\.?0+$/, '');
}
