import { weekdayOf, type Weekday } from '../weekday.ts';
import { easterSunday } from './easter.ts';
import type { Holiday, HolidayKey } from './holiday.ts';

/** How a holiday is found in a year. */
export type HolidayRule = (year: number) => Holiday;

export function named(date: Temporal.PlainDate, key: HolidayKey, isSubstitute = false): Holiday {
  return { date, key, isSubstitute };
}

export function onDate(month: number, day: number, key: HolidayKey): HolidayRule {
  return (year) => named(Temporal.PlainDate.from({ year, month, day }), key);
}

/** `days` after Easter Sunday: −2 is Good Friday, 1 Easter Monday, 39 Ascension, 50 Whit Monday. */
export function afterEaster(days: number, key: HolidayKey): HolidayRule {
  return (year) => named(easterSunday(year).add({ days }), key);
}

/** The first such weekday on or after a day of the month: the 1st for "first Monday", the 25th for "last" of May. */
export function weekdayFrom(weekday: Weekday, from: { month: number; day: number }, key: HolidayKey): HolidayRule {
  return (year) => {
    let date = Temporal.PlainDate.from({ year, ...from });
    while (weekdayOf(date) !== weekday) date = date.add({ days: 1 });
    return named(date, key);
  };
}
