import { addBusinessDays, type BusinessCalendar } from './business-days.ts';
import { endOfDay, localDate } from './days.ts';

/**
 * How a text counts. `days` and `months`: the day of the event does not count, the last day counts to 24:00 (G-2).
 * `clearDays` ("jours francs"): neither of the two counts. `businessDays`: only the days of a calendar.
 */
export type DeadlineSpan =
  | { readonly days: number }
  | { readonly clearDays: number }
  | { readonly months: number }
  | { readonly businessDays: number; readonly calendar: BusinessCalendar };

/** A time limit in a billing zone: acts up to `endsAt`, exclusive, are in time. */
export type Deadline = { readonly lastDay: Temporal.PlainDate; readonly endsAt: Temporal.Instant };

/**
 * The last day to act when an event opens a delay: 8 days from 2 March is 10 March.
 * @rule G-2
 */
export function lastDayAfter(event: Temporal.PlainDate, span: DeadlineSpan): Temporal.PlainDate {
  if ('days' in span) return event.add({ days: span.days });
  if ('clearDays' in span) return event.add({ days: span.clearDays + 1 });
  if ('months' in span) return event.add({ months: span.months });
  return addBusinessDays(span.calendar, event, span.businessDays);
}

/** The last day to act "at least so long before" an event: 30 days before 15 January is 16 December. */
export function lastDayBefore(event: Temporal.PlainDate, span: DeadlineSpan): Temporal.PlainDate {
  if ('days' in span) return event.subtract({ days: span.days });
  if ('clearDays' in span) return event.subtract({ days: span.clearDays + 1 });
  if ('months' in span) return lastDayMonthsBefore(event, span.months);
  return addBusinessDays(span.calendar, event, -span.businessDays);
}

/**
 * The latest day whose same day `months` later is not after the event. Not the bare subtraction: a request on 31 January
 * is "one month before" 28 February, since a month from it ends there.
 */
function lastDayMonthsBefore(event: Temporal.PlainDate, months: number): Temporal.PlainDate {
  let day = event.subtract({ months });
  for (let next = day.add({ days: 1 }); isInTime(next, months, event); next = day.add({ days: 1 })) day = next;
  return day;
}

function isInTime(day: Temporal.PlainDate, months: number, event: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(day.add({ months }), event) <= 0;
}

export function deadlineOn(lastDay: Temporal.PlainDate, timeZone: string): Deadline {
  return { lastDay, endsAt: endOfDay(lastDay, timeZone) };
}

/** The deadline that an event at an instant opens, counted in local days of the zone. */
export function deadlineAfter(event: Temporal.Instant, span: DeadlineSpan, timeZone: string): Deadline {
  return deadlineOn(lastDayAfter(localDate(event, timeZone), span), timeZone);
}

export function isInDeadline(deadline: Deadline, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, deadline.endsAt) < 0;
}

/**
 * Hours are physical: 72 of them over a change of clocks end at another hour of the day (G-2).
 * @rule G-2
 */
export function afterHours(at: Temporal.Instant, hours: number): Temporal.Instant {
  return at.add({ hours });
}
