/** The local date on which an instant falls. */
export function localDate(at: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  return at.toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The first instant of a local day; some zones skip midnight when their clocks change. */
export function startOfDay(date: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  return date.toZonedDateTime(timeZone).toInstant();
}

/** 24:00 of a local day, which is the first instant after it. */
export function endOfDay(date: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  return startOfDay(date.add({ days: 1 }), timeZone);
}

/** Whole days from one date to another, the first not counted. */
export function daysBetween(from: Temporal.PlainDate, until: Temporal.PlainDate): number {
  return from.until(until, { largestUnit: 'day' }).days;
}

/** Elapsed minutes of a local calendar month: 43,200 in April, 44,580 in a March that loses an hour (R-A5.3-c). */
export function minutesInMonth(month: Temporal.PlainYearMonth, timeZone: string): number {
  const first = month.toPlainDate({ day: 1 });
  const start = startOfDay(first, timeZone);
  const end = startOfDay(first.add({ months: 1 }), timeZone);
  return (end.epochMilliseconds - start.epochMilliseconds) / 60_000;
}
