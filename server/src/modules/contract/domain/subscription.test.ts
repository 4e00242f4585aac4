import { decimalText, money, precise, priceCap } from '@carillon/money';
import { describe, expect, it } from 'vitest';
import {
  additionEndsOn,
  commitmentOn,
  contractEnd,
  earliestIncrease,
  exitAfterIncrease,
  lastDayAgainstRenewal,
  leaveOn,
  numberDeletionFee,
  opensExit,
  optionBilledFrom,
  revisionDates,
  volumeFloor,
  type Subscription,
  type SubscriptionFigures,
} from './subscription.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const renewal = { months: 12 };
const figures: SubscriptionFigures = {
  renewal,
  committedNotice: { days: 30 },
  monthlyNotice: { months: 1 },
  indemnityMonths: 'unbilled_periods',
};
/** ACME: signed on 15 January 2026, 12 months, billed monthly, 315.00 € a month. */
const acme: Subscription = {
  start: day('2026-01-15'),
  commitmentMonths: 12,
  billedMonths: 1,
  monthlyPrice: money(31_500n, 'EUR'),
};
const free: Subscription = { ...acme, commitmentMonths: 0 };
const leave = (on: string, subscription = acme, given: Partial<SubscriptionFigures> = {}) => {
  const { endsOn, months, indemnity } = leaveOn(subscription, { ...figures, ...given }, day(on));
  return [endsOn.toString(), months, decimalText(indemnity)];
};

describe('terms', () => {
  it('R-1.4-d: an access added on 20 November 2026 ends on 15 January 2027, then renews with the rest', () => {
    expect(additionEndsOn(acme, renewal, day('2026-11-20'))?.toString()).toBe('2027-01-15');
    expect(additionEndsOn(acme, renewal, day('2027-02-01'))?.toString()).toBe('2028-01-15');
    expect(additionEndsOn(free, renewal, day('2026-11-20'))).toBeNull();
  });

  it('R-1.3-a: a contract ends with the last of its subscriptions', () => {
    expect(contractEnd([day('2027-01-15'), day('2027-06-01')])?.toString()).toBe('2027-06-01');
    expect(contractEnd([day('2027-01-15'), null])).toBeNull();
  });

  it('R-9.1.2-a: renewal on 15 January 2027 is refused until 16 December 2026, then a year later', () => {
    expect(lastDayAgainstRenewal(acme, figures, day('2026-08-20'))?.toString()).toBe('2026-12-16');
    expect(lastDayAgainstRenewal(acme, figures, day('2027-01-15'))?.toString()).toBe('2027-12-16');
    expect(lastDayAgainstRenewal(free, figures, day('2026-08-20'))).toBeNull();
  });

  it('R-A3.4-a: five accesses added to ten make a floor of fifteen until the end of the term', () => {
    const additions = [
      { on: day('2026-05-01'), quantity: 5 },
      { on: day('2027-02-01'), quantity: 7 },
    ];
    expect(volumeFloor(10, additions, commitmentOn(acme, renewal, day('2026-06-01'))!)).toBe(15);
    expect(volumeFloor(8, additions, commitmentOn(acme, renewal, day('2027-03-01'))!)).toBe(15);
  });
});

describe('leaving', () => {
  it('R-9.1.2-b: ACME leaves on 20 August 2026: 4 × 315.00 = 1 260.00, or 5 months as a calendar counts', () => {
    expect(leave('2026-08-20')).toEqual(['2026-09-15', 4, '1260.00']);
    expect(leave('2026-08-20', acme, { indemnityMonths: 'ceil_calendar' })).toEqual(['2026-09-15', 5, '1575.00']);
  });

  it('R-9.1.2-b: on the anniversary the month that begins is billed already', () => {
    expect(leave('2026-08-15')).toEqual(['2026-09-15', 4, '1260.00']);
    expect(leave('2026-08-14')).toEqual(['2026-08-15', 5, '1575.00']);
    expect(leave('2027-01-14')).toEqual(['2027-01-15', 0, '0.00']);
  });

  it('R-9.1.2-c: what is paid for a year is not refunded, and not charged twice', () => {
    expect(leave('2026-08-20', { ...acme, billedMonths: 12 })).toEqual(['2027-01-15', 0, '0.00']);
    const threeYears = { ...acme, billedMonths: 12, commitmentMonths: 36 };
    expect(leave('2026-08-20', threeYears)).toEqual(['2027-01-15', 24, '7560.00']);
  });

  it('R-9.2.3-a: terminated on 9 April for unpaid invoices: 9 × 315.00 = 2 835.00', () => {
    expect(leave('2026-04-09')).toEqual(['2026-04-15', 9, '2835.00']);
  });

  it('R-9.1.1-a, R-9.1.1-b: without commitment, asked on 10 or on 20 March, on 15 April or 15 May, for nothing', () => {
    expect(leave('2026-03-10', free)).toEqual(['2026-04-15', 0, '0.00']);
    expect(leave('2026-03-20', free)).toEqual(['2026-05-15', 0, '0.00']);
  });

  it('R-9.1.2-d: after a rise notified on 1 April one leaves on 20 April for nothing instead of 8 × 315.00', () => {
    const increase = { noticeOn: day('2026-04-01'), effectiveOn: day('2026-05-01') };
    const until = exitAfterIncrease(increase, { exitDays: 30, exitMonths: 1 });
    expect(Temporal.PlainDate.compare(day('2026-04-20'), until)).toBeLessThan(0);
    expect(leave('2026-04-20')).toEqual(['2026-05-15', 8, '2520.00']);
  });
});

describe('prices that rise', () => {
  it('R-3.2-b: announced on 1 April, ours holds on 1 May at the earliest, that of others the next day', () => {
    expect(earliestIncrease(day('2026-04-01'), true, 30).toString()).toBe('2026-05-01');
    expect(earliestIncrease(day('2026-04-01'), false, 30).toString()).toBe('2026-04-02');
  });

  it('R-3.2-d: the way out is open for the longer of 30 days and a month, and while the old price holds', () => {
    const until = (noticeOn: string, effectiveOn: string) =>
      exitAfterIncrease({ noticeOn: day(noticeOn), effectiveOn: day(effectiveOn) }, { exitDays: 30, exitMonths: 1 });
    expect(until('2026-04-01', '2026-05-01').toString()).toBe('2026-05-01');
    expect(until('2026-01-31', '2026-03-02').toString()).toBe('2026-03-02');
    expect(until('2026-05-01', '2026-05-31').toString()).toBe('2026-06-01');
    expect(until('2026-04-01', '2026-07-15').toString()).toBe('2026-07-15');
  });

  it('R-3.2-e: a carrier that raises Morocco gives no way out, an access that costs more always does', () => {
    expect(opensExit('carrier', 'voice_minutes')).toBe(false);
    expect(opensExit('regulation', 'sms')).toBe(false);
    expect(opensExit('carrier', 'access')).toBe(true);
    expect(opensExit('provider', 'voice_minutes')).toBe(true);
  });

  it('R-A3.5-a: 30.00 rises to 31.80 at most, then to 33.70', () => {
    const first = priceCap(money(3_000n, 'EUR'), precise('6'));
    expect([decimalText(first), decimalText(priceCap(first, precise('6')))]).toEqual(['31.80', '33.70']);
  });

  it('R-A3.5-c, R-A3.5-d: for a term that ends on 15 January 2027, told by 16 November, discussed by 15 December', () => {
    const dates = revisionDates(acme, { renewal, on: day('2026-08-20') }, { noticeDays: 60, negotiateMonths: 1 });
    expect(Object.values(dates).map(String)).toEqual(['2027-01-15', '2026-11-16', '2026-12-15']);
  });

  it('R-A3.5-b: without commitment, from the anniversary of the signature', () => {
    const dates = revisionDates(free, { renewal, on: day('2026-08-20') }, { noticeDays: 60, negotiateMonths: 1 });
    expect(dates.effectiveOn.toString()).toBe('2027-01-15');
  });
});

describe('what is added and deleted', () => {
  it('R-A1-g: an option bought on 10 March is billed from 15 April, as is one bought on 20 March', () => {
    expect(optionBilledFrom(acme.start, day('2026-03-10')).toString()).toBe('2026-04-15');
    expect(optionBilledFrom(acme.start, day('2026-03-20')).toString()).toBe('2026-04-15');
    expect(optionBilledFrom(day('2026-01-31'), day('2026-01-31')).toString()).toBe('2026-02-28');
  });

  it('R-A3.1-j: deleting a committed number costs six months of it: 30.00', () => {
    const number = { monthlyPrice: money(500n, 'EUR'), isCommitted: true, isTemporary: false, monthsLeft: 2 };
    const fee = (given: Partial<typeof number>, isCappedToTerm = false) =>
      decimalText(numberDeletionFee({ ...number, ...given }, { months: 6, isCappedToTerm }));
    expect(fee({})).toBe('30.00');
    expect(fee({}, true)).toBe('10.00');
    expect(fee({ isCommitted: false })).toBe('0.00');
    expect(fee({ isTemporary: true })).toBe('0.00');
  });
});
