import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBusinessDays,
  afterHours,
  businessDayBeginningAfter,
  businessDayFrom,
  businessDaysBetween,
  businessDayUntil,
  holidayCalendar,
  isBusinessDay,
  lastDayBefore,
  mondayToFriday,
  mondayToSaturday,
  type BusinessCalendar,
} from './index.ts';

const target2: BusinessCalendar = { workdays: mondayToFriday, holidays: holidayCalendar('TARGET2') };
const england: BusinessCalendar = { workdays: mondayToFriday, holidays: holidayCalendar('GB-ENG') };
const france: BusinessCalendar = { workdays: mondayToFriday, holidays: holidayCalendar('FR') };
const ouvrables: BusinessCalendar = { workdays: mondayToSaturday, holidays: holidayCalendar('FR') };
const paris = 'Europe/Paris';

const day = (text: string) => Temporal.PlainDate.from(text);
const epoch = day('2020-01-01');
const days = fc.integer({ min: 0, max: 12_000 }).map((count) => epoch.add({ days: count }));
const calendars = fc.constantFrom(target2, england, france, ouvrables);

describe('business days', () => {
  it('R-4.1-c: a debit due on Sunday 15 February 2026 is collected on Monday the 16th', () => {
    expect(businessDayFrom(target2, day('2026-02-15')).toString()).toBe('2026-02-16');
    expect(businessDayFrom(target2, day('2026-04-03')).toString()).toBe('2026-04-07');
    expect(businessDayUntil(target2, day('2026-04-06')).toString()).toBe('2026-04-02');
  });

  it('R-4.1-j: three working days before Wednesday 6 May 2026, over a bank holiday, is Thursday 30 April', () => {
    const span = { businessDays: 3, calendar: england };
    expect(lastDayBefore(day('2026-05-06'), span).toString()).toBe('2026-04-30');
  });

  it('R-8.2-a: 72 hours after a return of Monday 09:12, the first TARGET2 day is Friday 23 January 2026', () => {
    const returned = Temporal.Instant.from('2026-01-19T09:12+01:00');
    const first = businessDayBeginningAfter(target2, afterHours(returned, 72), paris);
    expect(first.toString()).toBe('2026-01-23');
    const third = businessDayBeginningAfter(
      target2,
      afterHours(Temporal.Instant.from('2026-01-23T00:00+01:00'), 72),
      paris,
    );
    expect(third.toString()).toBe('2026-01-27');
  });

  it('counts Saturdays as "ouvrables" and not as "ouvrés"', () => {
    expect(isBusinessDay(ouvrables, day('2026-11-21'))).toBe(true);
    expect(isBusinessDay(france, day('2026-11-21'))).toBe(false);
    expect(isBusinessDay(ouvrables, day('2026-11-11'))).toBe(false);
  });

  it('go forth and back', () => {
    fc.assert(
      fc.property(calendars, days, fc.integer({ min: 1, max: 60 }), (calendar, date, count) => {
        const start = businessDayFrom(calendar, date);
        const later = addBusinessDays(calendar, start, count);
        expect(addBusinessDays(calendar, later, -count).equals(start)).toBe(true);
        expect(businessDaysBetween(calendar, start, later)).toBe(count);
        expect(businessDaysBetween(calendar, later, start)).toBe(-count);
        expect(isBusinessDay(calendar, later)).toBe(true);
      }),
    );
  });

  it('never pass over a business day, and keep the order of days', () => {
    fc.assert(
      fc.property(calendars, days, fc.nat(10), fc.integer({ min: -20, max: 20 }), (calendar, date, apart, count) => {
        const first = businessDayFrom(calendar, date);
        for (let skipped = date; !skipped.equals(first); skipped = skipped.add({ days: 1 })) {
          expect(isBusinessDay(calendar, skipped)).toBe(false);
        }
        const earlier = addBusinessDays(calendar, date, count);
        const later = addBusinessDays(calendar, date.add({ days: apart }), count);
        expect(Temporal.PlainDate.compare(earlier, later)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('say so when there is none', () => {
    expect(() => businessDayFrom({ workdays: [], holidays: null }, epoch)).toThrow(RangeError);
    expect(() => addBusinessDays(target2, epoch, 1.5)).toThrow(RangeError);
    expect(addBusinessDays(target2, epoch, 0).equals(epoch)).toBe(true);
  });
});
