import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatRecoveryCost, lateInterest, money, precise, recoveryBeyondFlat } from './index.ts';

const thousand = money(100_000n, 'EUR');
const rate = precise('12.15');

describe('late payment', () => {
  it('R-4.3-a: 1,000.00 € late by 15 days of one half-year and 20 of the next, at 12.15 %, is 11.65 €', () => {
    const periods = [
      { days: 15, ratePercent: rate },
      { days: 20, ratePercent: rate },
    ];
    expect(lateInterest({ overdue: thousand, periods, daysInYear: 365 })).toEqual(money(1165n, 'EUR'));
    const afterRise = [periods[0], { days: 20, ratePercent: precise('12.4') }].filter((period) => period !== undefined);
    expect(lateInterest({ overdue: thousand, periods: afterRise, daysInYear: 365 })).toEqual(money(1179n, 'EUR'));
  });

  it('R-4.3-b: the flat cost is owed for each late invoice', () => {
    expect(flatRecoveryCost(money(4000n, 'EUR'), 2)).toEqual(money(8000n, 'EUR'));
  });

  it('R-4.3-c: a collector is claimed beyond the flat cost only', () => {
    expect(recoveryBeyondFlat(money(8500n, 'EUR'), money(4000n, 'EUR'))).toEqual(money(4500n, 'EUR'));
    expect(recoveryBeyondFlat(money(3000n, 'EUR'), money(4000n, 'EUR'))).toEqual(money(0n, 'EUR'));
  });

  it('is the same however the days are cut at one rate, and nothing without days', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.nat(400), fc.nat(400), (units, first, second) => {
        const overdue = money(BigInt(units), 'EUR');
        const cut = [first, second].map((days) => ({ days, ratePercent: rate }));
        const whole = [{ days: first + second, ratePercent: rate }];
        expect(lateInterest({ overdue, periods: cut, daysInYear: 365 })).toEqual(
          lateInterest({ overdue, periods: whole, daysInYear: 365 }),
        );
      }),
    );
    expect(lateInterest({ overdue: thousand, periods: [], daysInYear: 365 })).toEqual(money(0n, 'EUR'));
  });
});
