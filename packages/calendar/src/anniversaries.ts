import { daysBetween } from './days.ts';

/** How often something comes back: every month, 12 months… or every 30 days. */
export type Periodicity = { readonly months: number } | { readonly days: number };

/** One interval between two anniversaries; `end` is the first day of the next. */
export type Period = {
  /** 0 for the first. */
  readonly index: number;
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
  readonly days: number;
};

const isoPeriod = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;

/** Reads `P1M`, `P12M`, `P1Y`, `P30D`. Throws RangeError for anything that is not whole months or whole days. */
export function parsePeriodicity(text: string): Periodicity {
  const match = isoPeriod.exec(text);
  const [years = 0, months = 0, weeks = 0, days = 0] = (match ?? []).slice(1).map((digits) => Number(digits ?? 0));
  const wholeMonths = years * 12 + months;
  const wholeDays = weeks * 7 + days;
  if (wholeMonths > 0 === wholeDays > 0) throw new RangeError(`Not a periodicity: ${text}`);
  return wholeMonths > 0 ? { months: wholeMonths } : { days: wholeDays };
}

/**
 * The n-th anniversary. Months are counted from the anchor and clamped to the end of shorter ones, never from a clamped
 * date: 31 January, 28 February, 31 March (G-3).
 * @rule G-3
 */
export function anniversary(anchor: Temporal.PlainDate, every: Periodicity, index: number): Temporal.PlainDate {
  if ('months' in every) return anchor.add({ months: every.months * index });
  return anchor.add({ days: every.days * index });
}

/** A lower estimate of the index of the last anniversary not after a date; exact to within one. */
function roughIndex(anchor: Temporal.PlainDate, every: Periodicity, date: Temporal.PlainDate): number {
  if ('days' in every) return Math.floor(daysBetween(anchor, date) / every.days);
  const months = (date.year - anchor.year) * 12 + date.month - anchor.month;
  return Math.floor((months - 1) / every.months);
}

function assertPeriodicity(every: Periodicity): void {
  const count = 'months' in every ? every.months : every.days;
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('A periodicity is at least one month or one day');
}

function lastIndexUntil(anchor: Temporal.PlainDate, every: Periodicity, date: Temporal.PlainDate): number {
  assertPeriodicity(every);
  let index = roughIndex(anchor, every, date);
  while (Temporal.PlainDate.compare(anniversary(anchor, every, index + 1), date) <= 0) index += 1;
  return index;
}

export function periodAt(anchor: Temporal.PlainDate, every: Periodicity, index: number): Period {
  const start = anniversary(anchor, every, index);
  const end = anniversary(anchor, every, index + 1);
  return { index, start, end, days: daysBetween(start, end) };
}

/**
 * The period in which a day falls. Throws RangeError for a day before the anchor.
 * @rule R-1.4-b
 */
export function periodContaining(anchor: Temporal.PlainDate, every: Periodicity, day: Temporal.PlainDate): Period {
  if (Temporal.PlainDate.compare(day, anchor) < 0) throw new RangeError('The day lies before the first period');
  return periodAt(anchor, every, lastIndexUntil(anchor, every, day));
}

/** The first anniversary after a day. On or before the anchor, use `anniversaryFrom`. */
export function nextAnniversary(
  anchor: Temporal.PlainDate,
  every: Periodicity,
  day: Temporal.PlainDate,
): Temporal.PlainDate {
  return periodContaining(anchor, every, day).end;
}

/** The first anniversary on or after a day; the anchor itself is the earliest. */
export function anniversaryFrom(
  anchor: Temporal.PlainDate,
  every: Periodicity,
  day: Temporal.PlainDate,
): Temporal.PlainDate {
  if (Temporal.PlainDate.compare(day, anchor) <= 0) return anchor;
  const { start, end } = periodContaining(anchor, every, day);
  return start.equals(day) ? start : end;
}

/** How many whole periods begin on or after `from` and end by `until` (R-9.1.2-b: those not billed yet). */
export function wholePeriodsBetween(
  anchor: Temporal.PlainDate,
  every: Periodicity,
  range: { readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate },
): number {
  if (Temporal.PlainDate.compare(range.until, anchor) <= 0) return 0;
  const first = lastIndexUntil(anchor, every, anniversaryFrom(anchor, every, range.from));
  return Math.max(0, lastIndexUntil(anchor, every, range.until) - first);
}

/**
 * Days from a day, counted, to the next anniversary, and days of the whole period (R-4.2-b).
 * @rule R-4.2-b
 */
export function daysToAnniversary(
  anchor: Temporal.PlainDate,
  every: Periodicity,
  from: Temporal.PlainDate,
): { readonly days: number; readonly ofDays: number; readonly until: Temporal.PlainDate } {
  const period = periodContaining(anchor, every, from);
  return { days: daysBetween(from, period.end), ofDays: period.days, until: period.end };
}
