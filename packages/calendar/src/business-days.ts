import { localDate } from './days.ts';
import type { HolidayCalendar } from './holidays/holiday.ts';
import { weekdayOf, type Weekday } from './weekday.ts';

/** Which days count where a rule says "working days". */
export type BusinessCalendar = {
  readonly workdays: readonly Weekday[];
  readonly holidays: HolidayCalendar | null;
};

/** Monday to Friday: banks, TARGET2, "jours ouvrés". */
export const mondayToFriday: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
/** Monday to Saturday: "jours ouvrables". */
export const mondayToSaturday: readonly Weekday[] = [...mondayToFriday, 'saturday'];

/** No place is closed longer: a calendar without a single working day is a mistake, not a reason to search for ever. */
const longestClosure = 400;

export function isBusinessDay(calendar: BusinessCalendar, date: Temporal.PlainDate): boolean {
  const isHoliday = calendar.holidays !== null && calendar.holidays.on(date) !== null;
  return calendar.workdays.includes(weekdayOf(date)) && !isHoliday;
}

function firstFrom(calendar: BusinessCalendar, date: Temporal.PlainDate, step: 1 | -1): Temporal.PlainDate {
  let day = date;
  for (let tried = 0; tried < longestClosure; tried += 1) {
    if (isBusinessDay(calendar, day)) return day;
    day = day.add({ days: step });
  }
  throw new RangeError('This calendar has no business day');
}

/** The day itself or the first business day after it: where a debit due on a Sunday goes (R-4.1-c). */
export function businessDayFrom(calendar: BusinessCalendar, date: Temporal.PlainDate): Temporal.PlainDate {
  return firstFrom(calendar, date, 1);
}

/** The day itself or the last business day before it. */
export function businessDayUntil(calendar: BusinessCalendar, date: Temporal.PlainDate): Temporal.PlainDate {
  return firstFrom(calendar, date, -1);
}

/** The `count`-th business day after a date, or before it when negative; the date itself does not count. 0 is the date. */
export function addBusinessDays(
  calendar: BusinessCalendar,
  date: Temporal.PlainDate,
  count: number,
): Temporal.PlainDate {
  if (!Number.isSafeInteger(count)) throw new RangeError('Business days are whole');
  const step = count < 0 ? -1 : 1;
  let day = date;
  for (let left = Math.abs(count); left > 0; left -= 1) day = firstFrom(calendar, day.add({ days: step }), step);
  return day;
}

/** Business days after `from` up to and including `until`; negative when `until` is earlier. */
export function businessDaysBetween(
  calendar: BusinessCalendar,
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): number {
  if (Temporal.PlainDate.compare(until, from) < 0) return -businessDaysBetween(calendar, until, from) + 0;
  let count = 0;
  for (let day = from.add({ days: 1 }); Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
    if (isBusinessDay(calendar, day)) count += 1;
  }
  return count;
}

/** The first business day that begins after an instant: the earliest debit once a delay in hours has run out (K12). */
export function businessDayBeginningAfter(
  calendar: BusinessCalendar,
  at: Temporal.Instant,
  timeZone: string,
): Temporal.PlainDate {
  return businessDayFrom(calendar, localDate(at, timeZone).add({ days: 1 }));
}
