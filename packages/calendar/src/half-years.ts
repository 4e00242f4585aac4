import { daysBetween } from './days.ts';

export type HalfYear = { readonly year: number; readonly half: 1 | 2 };

export function halfYearOf(date: Temporal.PlainDate): HalfYear {
  return { year: date.year, half: date.month <= 6 ? 1 : 2 };
}

/** The day on which the rate of reference of a half-year is read: 1 January or 1 July. */
export function startOfHalfYear({ year, half }: HalfYear): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month: half === 1 ? 1 : 7, day: 1 });
}

/**
 * Days after `due` up to and including `paid`, by half-year: late interest changes its rate between them (R-4.3-a).
 * @rule R-4.3-a
 */
export function daysByHalfYear(
  due: Temporal.PlainDate,
  paid: Temporal.PlainDate,
): readonly (HalfYear & { readonly days: number })[] {
  const parts: (HalfYear & { days: number })[] = [];
  let last = due;
  while (Temporal.PlainDate.compare(last, paid) < 0) {
    const halfYear = halfYearOf(last.add({ days: 1 }));
    const lastOfHalf = startOfHalfYear(halfYear).add({ months: 6 }).subtract({ days: 1 });
    const end = Temporal.PlainDate.compare(lastOfHalf, paid) < 0 ? lastOfHalf : paid;
    parts.push({ ...halfYear, days: daysBetween(last, end) });
    last = end;
  }
  return parts;
}
