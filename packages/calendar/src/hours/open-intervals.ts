import { endOfDay, localDate } from '../days.ts';
import { slotsOn, type BusinessHours, type Slot } from './business-hours.ts';

/** An opening in epoch milliseconds, `end` exclusive. */
export type OpenInterval = { readonly start: number; readonly end: number };

/** After this many closed days in a row nothing is expected to open again. */
const longestClosure = 800;

/** The instant of a wall-clock time; where the clocks jump over it, the instant of the jump. */
function instantOf(date: Temporal.PlainDate, time: string, { timeZone, twice }: WallClock): number {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: twice });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  const before = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return (before.getTimeZoneTransition('next') ?? zoned).epochMilliseconds;
}

type WallClock = {
  readonly timeZone: string;
  /** Which of the two when the clocks go back over the time. */
  readonly twice: 'earlier' | 'later';
};

/** From the first time the clock shows the opening to the last time it shows the closing: no minute of a slot is closed. */
function intervalOf({ opens, closes }: Slot, date: Temporal.PlainDate, timeZone: string): OpenInterval {
  const start = instantOf(date, opens, { timeZone, twice: 'earlier' });
  if (closes === '24:00') return { start, end: endOfDay(date, timeZone).epochMilliseconds };
  return { start, end: instantOf(date, closes, { timeZone, twice: 'later' }) };
}

/** The openings of one local day, in order, those that touch joined. */
export function openIntervalsOn(hours: BusinessHours, date: Temporal.PlainDate): readonly OpenInterval[] {
  const intervals = slotsOn(hours, date).map((slot) => intervalOf(slot, date, hours.timeZone));
  // A slot that the clocks jump over is empty.
  const real = intervals.filter(({ start, end }) => start < end);
  return joined(real.toSorted((a, b) => a.start - b.start));
}

function joined(sorted: readonly OpenInterval[]): OpenInterval[] {
  const result: OpenInterval[] = [];
  for (const interval of sorted) {
    const last = result.at(-1);
    if (last && interval.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, interval.end) };
    } else {
      result.push(interval);
    }
  }
  return result;
}

/**
 * The openings that end after an instant, day by day; one that runs over midnight comes in two pieces. Ends when
 * nothing opens for two years.
 */
export function* openIntervalsFrom(hours: BusinessHours, at: Temporal.Instant): Generator<OpenInterval, void> {
  let date = localDate(at, hours.timeZone);
  for (let closedDays = 0; closedDays < longestClosure; date = date.add({ days: 1 })) {
    const open = openIntervalsOn(hours, date);
    closedDays = open.length > 0 ? 0 : closedDays + 1;
    for (const interval of open) if (interval.end > at.epochMilliseconds) yield interval;
  }
}
