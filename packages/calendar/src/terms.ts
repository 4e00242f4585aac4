import { anniversary, anniversaryFrom, periodContaining, type Periodicity } from './anniversaries.ts';
import { lastDayAfter, lastDayBefore, type DeadlineSpan } from './deadlines.ts';

/** How long a commitment runs first, and by how much it renews. */
export type TermRule = {
  readonly start: Temporal.PlainDate;
  readonly initial: Periodicity;
  readonly renewal: Periodicity;
};

/** A commitment, first or renewed; `end` is the day on which the next would begin. */
export type Term = {
  /** 0 for the initial term. */
  readonly renewals: number;
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
};

/**
 * The term in force on a day (R-1.4-c): 36 months, then 12 by 12. Throws RangeError before the start.
 * @rule R-1.4-c, R-1.4-d
 */
export function termContaining(rule: TermRule, day: Temporal.PlainDate): Term {
  const initialEnd = anniversary(rule.start, rule.initial, 1);
  if (Temporal.PlainDate.compare(day, initialEnd) < 0) {
    if (Temporal.PlainDate.compare(day, rule.start) < 0) throw new RangeError('The day lies before the first term');
    return { renewals: 0, start: rule.start, end: initialEnd };
  }
  let renewals = renewalsBefore(rule, day);
  while (Temporal.PlainDate.compare(renewalEnd(rule, renewals), day) <= 0) renewals += 1;
  return { renewals, start: renewalEnd(rule, renewals - 1), end: renewalEnd(rule, renewals) };
}

/** The end after so many renewals, counted in months from the start so that a clamped end does not stay clamped (G-3). */
function renewalEnd({ start, initial, renewal }: TermRule, renewals: number): Temporal.PlainDate {
  if ('months' in initial && 'months' in renewal)
    return start.add({ months: initial.months + renewal.months * renewals });
  return anniversary(anniversary(start, initial, 1), renewal, renewals);
}

/** One less than the renewals that a day needs, at least 1. */
function renewalsBefore(rule: TermRule, day: Temporal.PlainDate): number {
  const initialEnd = anniversary(rule.start, rule.initial, 1);
  return Math.max(1, periodContaining(initialEnd, rule.renewal, day).index);
}

/** The last day to say that a term shall not renew (R-9.1.2-a); acts until 24:00 of it are in time. */
export function lastNoticeDay(term: Term, notice: DeadlineSpan): Temporal.PlainDate {
  return lastDayBefore(term.end, notice);
}

/**
 * When a subscription without commitment ends: the first anniversary a notice after the request (R-9.1.1-a/b).
 * @rule R-9.1.1-a
 */
export function endAfterNotice(
  anchor: Temporal.PlainDate,
  every: Periodicity,
  request: { readonly on: Temporal.PlainDate; readonly notice: DeadlineSpan },
): Temporal.PlainDate {
  return anniversaryFrom(anchor, every, lastDayAfter(request.on, request.notice));
}
