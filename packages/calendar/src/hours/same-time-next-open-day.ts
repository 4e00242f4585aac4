import { localDate } from '../days.ts';
import type { BusinessHours } from './business-hours.ts';
import { openIntervalsOn, type OpenInterval } from './open-intervals.ts';
import { nextOpening } from './open-time.ts';

const longestClosure = 800;

/**
 * "1 journée" (R-A5.2-a): the same wall-clock time on the `count`-th open day after. Counting starts at the next opening
 * while closed. On a shorter day the time is moved into its hours: back to the closing before it, or on to its opening.
 * Null when hours never open again.
 * @rule R-A5.2-a
 */
export function sameTimeNextOpenDay(hours: BusinessHours, at: Temporal.Instant, count = 1): Temporal.Instant | null {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('At least one whole day');
  const from = nextOpening(hours, at);
  if (from === null) return null;
  const time = from.toZonedDateTimeISO(hours.timeZone).toPlainTime();
  const day = openDayAfter(hours, localDate(from, hours.timeZone), count);
  if (day === null) return null;
  const wished = day.date.toZonedDateTime({ timeZone: hours.timeZone, plainTime: time }).epochMilliseconds;
  return Temporal.Instant.fromEpochMilliseconds(within(day.open, wished));
}

type OpenDay = { readonly date: Temporal.PlainDate; readonly open: readonly OpenInterval[] };

function openDayAfter(hours: BusinessHours, date: Temporal.PlainDate, count: number): OpenDay | null {
  let left = count;
  let closedDays = 0;
  for (let day = date.add({ days: 1 }); closedDays < longestClosure; day = day.add({ days: 1 })) {
    const open = openIntervalsOn(hours, day);
    closedDays = open.length > 0 ? 0 : closedDays + 1;
    if (open.length > 0) left -= 1;
    if (left === 0 && open.length > 0) return { date: day, open };
  }
  return null;
}

function within(open: readonly OpenInterval[], wished: number): number {
  const begun = open.findLast(({ start }) => start <= wished);
  return begun ? Math.min(begun.end, wished) : (open[0]?.start ?? wished);
}
