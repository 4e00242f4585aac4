import { compare, multiply, subtract } from './arithmetic.ts';
import type { Currency } from './currency.ts';
import { money, type Money } from './money.ts';
import type { Precise } from './precise.ts';
import { exact, plus, ratio, roundTo, times, whole, zero } from './rational.ts';
import { modeOf } from './rounding.ts';

export type InterestPeriod = {
  readonly days: number;
  /** The whole yearly rate in force: the central bank's plus the contract's points. */
  readonly ratePercent: Precise;
};

export type LateInterest<C extends Currency = Currency> = {
  /** With VAT: the sum that is late. */
  readonly overdue: Money<C>;
  /** One per half-year, since the rate of reference changes on 1 January and 1 July. */
  readonly periods: readonly InterestPeriod[];
  /** 365 or 360, from the contract's day count. */
  readonly daysInYear: number;
};

/**
 * Σ overdue × rate × days / days in the year, rounded once (R-4.3-a).
 * @rule R-4.3-a
 */
export function lateInterest<C extends Currency>({ overdue, periods, daysInYear }: LateInterest<C>): Money<C> {
  const perYear = periods
    .map(({ days, ratePercent }) => times(exact(ratePercent), whole(BigInt(days))))
    .reduce(plus, zero);
  const share = times(perYear, ratio(1n, 100n * BigInt(daysInYear)));
  const interest = times(whole(overdue.amountMinor), share);
  return money(roundTo(interest, 0, modeOf('interest')), overdue.currency);
}

/**
 * The flat recovery cost, once per late invoice (R-4.3-b).
 * @rule R-4.3-b
 */
export function flatRecoveryCost<C extends Currency>(flat: Money<C>, lateInvoices: number): Money<C> {
  return multiply<C>(flat, BigInt(lateInvoices));
}

/**
 * What a collector cost beyond the flat amount, which already covers the rest (R-4.3-c).
 * @rule R-4.3-c
 */
export function recoveryBeyondFlat<C extends Currency>(spent: Money<C>, flat: Money<NoInfer<C>>): Money<C> {
  return compare<C>(spent, flat) > 0 ? subtract<C>(spent, flat) : money(0n, spent.currency);
}
