import type { HolidayCalendar } from '../holidays/holiday.ts';
import { weekdayOf, type Weekday } from '../weekday.ts';

/** Open from a wall-clock time until another of the same day: `09:00`, `18:00`; `24:00` closes at midnight. */
export type Slot = { readonly opens: string; readonly closes: string };

/** The slots of each weekday; a day that is not named is closed. Nights are two slots, which are read as one opening. */
export type WeeklyHours = { readonly [day in Weekday]?: readonly Slot[] };

/** Days that differ, holidays included: other slots, or none. `date` and `through` are ISO dates, both counted. */
export type HoursException = {
  readonly date: string;
  readonly through?: string;
  readonly slots: readonly Slot[];
};

export type BusinessHours = {
  /** IANA name. The slots are its wall-clock times, whatever its clocks do. */
  readonly timeZone: string;
  readonly week: WeeklyHours;
  /** Closed on them, unless an exception says otherwise. */
  readonly holidays?: HolidayCalendar | null;
  /** The first one that names a day decides. */
  readonly exceptions?: readonly HoursException[];
};

export function slotsOn(hours: BusinessHours, date: Temporal.PlainDate): readonly Slot[] {
  const text = date.toString();
  const exception = hours.exceptions?.find(
    (candidate) => candidate.date <= text && text <= (candidate.through ?? candidate.date),
  );
  if (exception) return exception.slots;
  if (hours.holidays?.on(date)) return [];
  return hours.week[weekdayOf(date)] ?? [];
}
