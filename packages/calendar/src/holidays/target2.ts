import { makeHolidayCalendar } from './holiday.ts';
import { afterEaster, onDate, type HolidayRule } from './rules.ts';

/** The closing days of T2, by the ECB's long-term calendar since 2002: no SEPA debit settles on them or on week-ends. */
const closingDays: readonly HolidayRule[] = [
  onDate(1, 1, 'new_year'),
  afterEaster(-2, 'good_friday'),
  afterEaster(1, 'easter_monday'),
  onDate(5, 1, 'labour_day'),
  onDate(12, 25, 'christmas'),
  onDate(12, 26, 'second_of_christmas'),
];

export const target2Holidays = makeHolidayCalendar('TARGET2', (year) => closingDays.map((rule) => rule(year)));
