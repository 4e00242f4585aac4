import { frenchHolidays } from './france.ts';
import type { HolidayCalendar } from './holiday.ts';
import { target2Holidays } from './target2.ts';
import { britishHolidays } from './united-kingdom.ts';

const known = { ...frenchHolidays, ...britishHolidays, TARGET2: target2Holidays } as const;

export type HolidayCalendarId = keyof typeof known;

export const holidayCalendarIds = Object.keys(known) as readonly HolidayCalendarId[];

/** A calendar that this package computes; null for any other place. */
export function holidayCalendar(id: HolidayCalendarId): HolidayCalendar;
export function holidayCalendar(id: string): HolidayCalendar | null;
export function holidayCalendar(id: string): HolidayCalendar | null {
  return Object.hasOwn(known, id) ? known[id as HolidayCalendarId] : null;
}
