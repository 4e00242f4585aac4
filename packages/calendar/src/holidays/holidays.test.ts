import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  combineHolidays,
  easterSunday,
  holidayCalendar,
  holidayCalendarIds,
  type HolidayCalendarId,
} from '../index.ts';

const years = [2024, 2025, 2026, 2027, 2028, 2029, 2030];

/** Movable feasts, from the published calendars of each year: the dates were not computed here. */
const easters = ['2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21'];
const ascensions = ['2024-05-09', '2025-05-29', '2026-05-14', '2027-05-06', '2028-05-25', '2029-05-10', '2030-05-30'];
const whitMondays = ['2024-05-20', '2025-06-09', '2026-05-25', '2027-05-17', '2028-06-05', '2029-05-21', '2030-06-10'];
const easterMondays = ['04-01', '04-21', '04-06', '03-29', '04-17', '04-02', '04-22'];
const goodFridays = ['03-29', '04-18', '04-03', '03-26', '04-14', '03-30', '04-19'];

/** Weekdays off, as gov.uk publishes them; 2029 and 2030 by the same law. */
const british: Readonly<Record<'GB-ENG' | 'GB-SCT' | 'GB-NIR', Readonly<Record<number, string>>>> = {
  'GB-ENG': {
    2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
    2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
    2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
    2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
    2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
    2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
    2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
    2029: '01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26',
    2030: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
  },
  'GB-SCT': {
    2022: '01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27',
    2023: '01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26',
    2024: '01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26',
    2025: '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26',
    2026: '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28',
    2027: '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28',
    2028: '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26',
    2029: '01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26',
    2030: '01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26',
  },
  'GB-NIR': {
    2020: '01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28',
    2024: '01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26',
    2025: '01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26',
    2026: '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28',
    2027: '01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28',
    2028: '01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26',
    2029: '01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26',
    2030: '01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26',
  },
};

function dates(id: HolidayCalendarId, year: number): string[] {
  return holidayCalendar(id)
    .inYear(year)
    .map(({ date }) => date.toString());
}

function sorted(year: number, days: readonly string[]): string[] {
  return days.map((day) => (day.length === 5 ? `${year}-${day}` : day)).toSorted();
}

describe('holidays', () => {
  it.each(years.map((year, index) => [year, index] as const))('Easter of %i', (year, index) => {
    expect(easterSunday(year).toString()).toBe(easters[index]);
  });

  it('Easter of far years, the earliest, the latest and the exceptions of the computus among them', () => {
    const far = [
      ['1777-03-30', '1818-03-22', '1886-04-25', '1900-04-15', '1943-04-25', '1954-04-18', '1961-04-02', '1981-04-19'],
      ['2000-04-23', '2008-03-23', '2038-04-25', '2049-04-18', '2076-04-19', '2285-03-22'],
    ].flat();
    expect(far.map((date) => easterSunday(Number(date.slice(0, 4))).toString())).toEqual(far);
  });

  it.each(years.map((year, index) => [year, index] as const))('France %i', (year, index) => {
    const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
    const movable = [easterMondays[index] ?? '', ascensions[index] ?? '', whitMondays[index] ?? ''];
    const national = sorted(year, [...fixed, ...movable]);
    expect(dates('FR', year)).toEqual(national);
    expect(dates('FR-ALSACE-MOSELLE', year)).toEqual(sorted(year, [...national, goodFridays[index] ?? '', '12-26']));
    expect(dates('FR-974', year)).toEqual(sorted(year, [...national, '12-20']));
  });

  it.each(years.map((year, index) => [year, index] as const))('TARGET2 %i', (year, index) => {
    const expected = ['01-01', goodFridays[index] ?? '', easterMondays[index] ?? '', '05-01', '12-25', '12-26'];
    expect(dates('TARGET2', year)).toEqual(sorted(year, expected));
  });

  const britishYears = Object.entries(british).flatMap(([id, byYear]) =>
    Object.entries(byYear).map(([year, days]) => [id as HolidayCalendarId, Number(year), days] as const),
  );

  it.each(britishYears)('%s %i: the weekdays off', (id, year, days) => {
    const off = holidayCalendar(id)
      .inYear(year)
      .filter(({ date }) => date.dayOfWeek < 6);
    expect(off.map(({ date }) => date.toString())).toEqual(sorted(year, days.split(' ')));
  });

  it('keeps a holiday on a week-end beside its substitute', () => {
    const england = holidayCalendar('GB-ENG');
    const on = (date: string) => england.on(Temporal.PlainDate.from(date));
    expect(on('2026-12-26')).toMatchObject({ key: 'second_of_christmas', isSubstitute: false });
    expect(on('2026-12-28')).toMatchObject({ key: 'second_of_christmas', isSubstitute: true });
    expect(on('2022-12-27')).toMatchObject({ key: 'christmas', isSubstitute: true });
    expect(on('2026-12-24')).toBeNull();
  });

  it('knows the day on which slavery ended in each overseas department', () => {
    const ids = ['FR-971', 'FR-972', 'FR-973', 'FR-974', 'FR-976'] as const;
    const days = ids.map((id) => {
      const day = holidayCalendar(id)
        .inYear(2026)
        .find(({ key }) => key === 'abolition_of_slavery');
      return day?.date.toString();
    });
    expect(days).toEqual(['2026-05-27', '2026-05-22', '2026-06-10', '2026-12-20', '2026-04-27']);
  });

  it('is null for a place it has no rules for', () => {
    expect(holidayCalendar('DE')).toBeNull();
    expect(holidayCalendar('toString')).toBeNull();
  });

  it('finds by date exactly what it lists by year, and combines calendars', () => {
    const both = combineHolidays([holidayCalendar('FR'), holidayCalendar('GB-ENG')]);
    fc.assert(
      fc.property(fc.constantFrom(...holidayCalendarIds), fc.integer({ min: 1990, max: 2200 }), (id, year) => {
        const calendar = holidayCalendar(id);
        const listed = new Set(calendar.inYear(year).map(({ date }) => date.toString()));
        let found = 0;
        for (
          let day = Temporal.PlainDate.from({ year, month: 1, day: 1 });
          day.year === year;
          day = day.add({ days: 1 })
        ) {
          if (calendar.on(day)) found += 1;
        }
        expect(found).toBe(listed.size);
        const off = calendar.inYear(year).every(({ date }) => (id === 'FR' ? both.on(date) !== null : true));
        expect(off).toBe(true);
        expect(easterSunday(year).dayOfWeek).toBe(7);
      }),
      { numRuns: 25 },
    );
    expect(both.on(Temporal.PlainDate.from('2026-08-31'))?.key).toBe('summer_bank_holiday');
    expect(both.id).toBe('FR+GB-ENG');
  });
});
