import type { HolidayCalendar } from '../holidays/holiday.ts';
import type { BusinessHours, WeeklyHours } from './business-hours.ts';
import { nextOpening } from './open-time.ts';

/** When people of a country may be called: a row of a policy, with no hour of it known here. */
export type CallingRule = {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly week: WeeklyHours;
  /** No calls on them. */
  readonly holidays: HolidayCalendar | null;
};

/** The rule as hours where the contact is: the law protects the called person's evening, not the caller's. */
export function callingWindow(rule: CallingRule, contactTimeZone: string): BusinessHours {
  return { timeZone: contactTimeZone, week: rule.week, holidays: rule.holidays };
}

/** Each round moves on by at least one opening of one of the hours. */
const mostRounds = 3_000;

/**
 * The first instant at or after `at` that all hours have in common: a legal window, a cadence's and its owner's.
 * Null when they share none within some years. Without hours it is `at`.
 */
export function nextCommonOpening(all: readonly BusinessHours[], at: Temporal.Instant): Temporal.Instant | null {
  let candidate = at;
  for (let round = 0; round < mostRounds; round += 1) {
    let latest = candidate;
    for (const hours of all) {
      const opening = nextOpening(hours, latest);
      if (opening === null) return null;
      latest = opening;
    }
    if (latest.equals(candidate)) return candidate;
    candidate = latest;
  }
  return null;
}
