import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterHours,
  daysByHalfYear,
  deadlineAfter,
  deadlineOn,
  halfYearOf,
  isInDeadline,
  lastDayAfter,
  lastDayBefore,
  minutesInMonth,
  startOfHalfYear,
  daysBetween,
} from './index.ts';

const paris = 'Europe/Paris';
const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[${paris}]`).toInstant();
const after = (event: string, span: Parameters<typeof lastDayAfter>[1]) => lastDayAfter(day(event), span).toString();
const before = (event: string, span: Parameters<typeof lastDayBefore>[1]) => lastDayBefore(day(event), span).toString();

const dates = fc.integer({ min: 0, max: 20_000 }).map((count) => day('2020-01-01').add({ days: count }));

describe('deadlines', () => {
  it('R-1.1-e: 8 days after a notice of 2 March 2026, termination is possible from 11 March 00:00', () => {
    const deadline = deadlineAfter(at('2026-03-02T16:40'), { days: 8 }, paris);
    expect(deadline.lastDay.toString()).toBe('2026-03-10');
    expect(deadline.endsAt.equals(at('2026-03-11T00:00'))).toBe(true);
    expect(isInDeadline(deadline, at('2026-03-10T23:59:59.999'))).toBe(true);
    expect(isInDeadline(deadline, at('2026-03-11T00:00'))).toBe(false);
  });

  it('R-3.2-b: a price rise announced on 1 April 2026 takes effect on 1 May at the earliest', () => {
    expect(before('2026-05-01', { days: 30 })).toBe('2026-04-01');
  });

  it('R-3.2-d: 30 days and one month from 1 April both end on 1 May 24:00', () => {
    expect([after('2026-04-01', { days: 30 }), after('2026-04-01', { months: 1 })]).toEqual([
      '2026-05-01',
      '2026-05-01',
    ]);
  });

  it('R-4.1-f: a collection of Friday 23 January is announced by the 20th', () => {
    expect(before('2026-01-23', { days: 3 })).toBe('2026-01-20');
  });

  it('R-4.4-a: an invoice of 15 April can be disputed until 15 May 24:00', () => {
    expect(deadlineAfter(at('2026-04-15T10:00'), { days: 30 }, paris).endsAt.equals(at('2026-05-16T00:00'))).toBe(true);
  });

  it('R-9.2.1-a: a breach notified on 2 March can be cured to 1 April 24:00', () => {
    expect(after('2026-03-02', { days: 30 })).toBe('2026-04-01');
  });

  it('R-13.3-b: a change announced on 2 March gives an exit until 1 April 24:00', () => {
    expect(deadlineAfter(at('2026-03-02T09:00'), { days: 30 }, paris).lastDay.toString()).toBe('2026-04-01');
  });

  it('R-A5.3-e: an incident of 10 April can be claimed until 10 May 24:00', () => {
    expect(after('2026-04-10', { months: 1 })).toBe('2026-05-10');
  });

  it('R-A3.5-c and R-A3.5-d: one month and 60 days before 15 January 2027', () => {
    expect(before('2027-01-15', { months: 1 })).toBe('2026-12-15');
    expect(before('2027-01-15', { days: 60 })).toBe('2026-11-16');
  });

  it('R-10.2-a: six months after 20 August 2026, and the regulator’s 120 days', () => {
    expect(after('2026-08-20', { months: 6 })).toBe('2027-02-20');
    expect(after('2026-08-20', { days: 120 })).toBe('2026-12-18');
  });

  it('clear days count neither the first day nor the last', () => {
    expect(after('2026-03-02', { clearDays: 8 })).toBe('2026-03-11');
    expect(before('2026-03-11', { clearDays: 8 })).toBe('2026-03-02');
  });

  it('G-2: 72 hours are physical, over the change of clocks too', () => {
    expect(afterHours(at('2026-03-27T10:00'), 72).equals(at('2026-03-30T11:00'))).toBe(true);
    expect(afterHours(at('2026-10-23T10:00'), 72).equals(at('2026-10-26T09:00'))).toBe(true);
  });

  it('R-8.1-a: a suspension of 7 days ends 7 × 24 hours after it began', () => {
    expect(afterHours(at('2026-05-04T14:00'), 7 * 24).equals(at('2026-05-11T14:00'))).toBe(true);
  });

  it('count local days: an event just before midnight in Paris is not of the next day in UTC', () => {
    const late = Temporal.Instant.from('2026-07-01T22:30:00Z');
    expect(deadlineAfter(late, { days: 1 }, paris).lastDay.toString()).toBe('2026-07-03');
    expect(deadlineAfter(late, { days: 1 }, 'Europe/London').lastDay.toString()).toBe('2026-07-02');
    const shortDay = deadlineOn(day('2026-03-29'), paris);
    expect(shortDay.endsAt.equals(Temporal.Instant.from('2026-03-29T22:00:00Z'))).toBe(true);
  });

  it('clamps months at their end, and knows the last day that is still a month before', () => {
    expect(after('2026-01-31', { months: 1 })).toBe('2026-02-28');
    expect(before('2026-02-28', { months: 1 })).toBe('2026-01-31');
    expect(before('2026-03-31', { months: 1 })).toBe('2026-02-28');
    expect(before('2028-02-29', { months: 1 })).toBe('2028-01-31');
  });

  it('before and after answer each other', () => {
    const spans = fc.oneof(
      fc.nat(100).map((days) => ({ days })),
      fc.nat(100).map((clearDays) => ({ clearDays })),
      fc.nat(30).map((months) => ({ months })),
    );
    fc.assert(
      fc.property(dates, spans, (date, span) => {
        const last = lastDayBefore(date, span);
        expect(Temporal.PlainDate.compare(lastDayAfter(last, span), date)).toBeLessThanOrEqual(0);
        expect(Temporal.PlainDate.compare(lastDayAfter(last.add({ days: 1 }), span), date)).toBe(1);
        const next = lastDayAfter(date.add({ days: 1 }), span);
        expect(Temporal.PlainDate.compare(lastDayAfter(date, span), next)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('half-years', () => {
  it('R-4.3-a: from 15 June to 20 July are 15 days at one rate and 20 at the next', () => {
    expect(daysByHalfYear(day('2026-06-15'), day('2026-07-20'))).toEqual([
      { year: 2026, half: 1, days: 15 },
      { year: 2026, half: 2, days: 20 },
    ]);
    expect(daysByHalfYear(day('2026-06-30'), day('2026-07-01'))).toEqual([{ year: 2026, half: 2, days: 1 }]);
    expect(daysByHalfYear(day('2026-06-15'), day('2026-06-15'))).toEqual([]);
    expect(startOfHalfYear(halfYearOf(day('2026-12-31'))).toString()).toBe('2026-07-01');
  });

  it('have all the days between them', () => {
    fc.assert(
      fc.property(dates, fc.nat(2000), (due, late) => {
        const paid = due.add({ days: late });
        const parts = daysByHalfYear(due, paid);
        expect(parts.reduce((sum, { days }) => sum + days, 0)).toBe(daysBetween(due, paid));
        expect(parts.every(({ days }) => days > 0 && days <= 184)).toBe(true);
      }),
    );
  });
});

describe('minutesInMonth', () => {
  it('R-A5.3-c: knows the months in which the clocks change', () => {
    const minutes = ['2026-03', '2026-04', '2026-10', '2028-02'].map((month) =>
      minutesInMonth(Temporal.PlainYearMonth.from(month), paris),
    );
    expect(minutes).toEqual([44_580, 43_200, 44_700, 41_760]);
  });
});
