import type { Random } from './random.ts';

/** French public holidays of a fixed date (month-day); offices are quiet then. */
const holidays = new Set(['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']);

/** How lively each hour is, from 8 to 19: peaks before lunch and in mid-afternoon. */
const weightOfHour = { 8: 3, 9: 9, 10: 12, 11: 11, 12: 4, 13: 3, 14: 10, 15: 11, 16: 10, 17: 8, 18: 3 } as const;

/** Monday to Friday: Mondays bring what the weekend left, Fridays end early. */
const weightOfDay = [1.25, 1.05, 0.9, 1, 0.8] as const;

/** How much of an ordinary day's calls this day has: 1 on a weekday, less on Saturday, 0 when closed. */
export function liveliness(date: Temporal.PlainDate, opensOnSaturday: boolean): number {
  if (holidays.has(date.toString().slice(5))) return 0;
  if (date.dayOfWeek === 7) return 0;
  if (date.dayOfWeek === 6) return opensOnSaturday ? 0.7 : 0;
  return weightOfDay[date.dayOfWeek - 1] ?? 1;
}

/** A moment of `date` inside working hours, local time. */
export function workingTime(random: Random, date: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  const hour = Number(random.weighted(weightOfHour));
  const time = Temporal.PlainTime.from({ hour, minute: random.between(0, 59), second: random.between(0, 59) });
  return date.toZonedDateTime({ timeZone, plainTime: time }).toInstant();
}
