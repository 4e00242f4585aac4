import { weekdays, type Weekday } from '../weekday.ts';
import type { BusinessHours, HoursException, Slot } from './business-hours.ts';

export type HoursProblem = {
  readonly kind: 'unknown_time_zone' | 'not_a_time' | 'closes_before_it_opens' | 'slots_overlap' | 'not_a_date';
  /** The weekday, the date of the exception, or the time zone that is wrong. */
  readonly where: string;
};

const time = /^([01]\d|2[0-3]):[0-5]\d$/;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;

/** What a form has to say before hours are kept; none when they are right. */
export function problemsOf(hours: BusinessHours): readonly HoursProblem[] {
  const zone = isTimeZone(hours.timeZone) ? [] : [problem('unknown_time_zone', hours.timeZone)];
  const week = weekdays.flatMap((day: Weekday) => slotProblems(hours.week[day] ?? [], day));
  return [...zone, ...week, ...(hours.exceptions ?? []).flatMap(exceptionProblems)];
}

function problem(kind: HoursProblem['kind'], where: string): HoursProblem {
  return { kind, where };
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function slotProblems(slots: readonly Slot[], where: string): HoursProblem[] {
  const isTimely = ({ opens, closes }: Slot) => time.test(opens) && (time.test(closes) || closes === '24:00');
  if (!slots.every(isTimely)) return [problem('not_a_time', where)];
  if (slots.some(({ opens, closes }) => closes <= opens)) return [problem('closes_before_it_opens', where)];
  const sorted = slots.toSorted((a, b) => a.opens.localeCompare(b.opens));
  const overlaps = sorted.some((slot, index) => index > 0 && slot.opens < (sorted[index - 1]?.closes ?? ''));
  return overlaps ? [problem('slots_overlap', where)] : [];
}

function isDate(text: string): boolean {
  if (!isoDate.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

function exceptionProblems({ date, through = date, slots }: HoursException): HoursProblem[] {
  const isRange = isDate(date) && isDate(through) && date <= through;
  return [...(isRange ? [] : [problem('not_a_date', date)]), ...slotProblems(slots, date)];
}
