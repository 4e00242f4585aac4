import { localDate } from '../days.ts';
import type { BusinessHours } from './business-hours.ts';
import { openIntervalsFrom, openIntervalsOn } from './open-intervals.ts';

/** Open until, or closed until; null when that is more than two years away, or never. */
export type Opening =
  | { readonly kind: 'open'; readonly closesAt: Temporal.Instant | null }
  | { readonly kind: 'closed'; readonly opensAt: Temporal.Instant | null };

const longestOpening = 2 * 366 * 86_400_000;

function instant(epochMilliseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(epochMilliseconds);
}

export function isOpen(hours: BusinessHours, at: Temporal.Instant): boolean {
  const now = at.epochMilliseconds;
  const today = openIntervalsOn(hours, localDate(at, hours.timeZone));
  return today.some(({ start, end }) => start <= now && now < end);
}

/** The first open instant at or after `at`: itself while open. Null when nothing opens within two years. */
export function nextOpening(hours: BusinessHours, at: Temporal.Instant): Temporal.Instant | null {
  for (const { start } of openIntervalsFrom(hours, at)) {
    return start <= at.epochMilliseconds ? at : instant(start);
  }
  return null;
}

/** The first closed instant after `at`, over midnight where slots touch; `at` itself while closed. */
export function nextClosing(hours: BusinessHours, at: Temporal.Instant): Temporal.Instant | null {
  let end = at.epochMilliseconds;
  for (const interval of openIntervalsFrom(hours, at)) {
    if (interval.start > end) break;
    end = interval.end;
    if (end - at.epochMilliseconds > longestOpening) return null;
  }
  return end === at.epochMilliseconds ? at : instant(end);
}

/** What a caller, a ticket or a screen needs to know of now. */
export function openingAt(hours: BusinessHours, at: Temporal.Instant): Opening {
  if (isOpen(hours, at)) return { kind: 'open', closesAt: nextClosing(hours, at) };
  return { kind: 'closed', opensAt: nextOpening(hours, at) };
}

/** Hours, minutes and seconds only: a "day" of open time means something else to everyone (see `sameTimeNextOpenDay`). */
export type OpenDuration = { readonly hours?: number; readonly minutes?: number; readonly seconds?: number };

function milliseconds({ hours = 0, minutes = 0, seconds = 0 }: OpenDuration): number {
  const total = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (!Number.isSafeInteger(total) || total < 0) throw new RangeError('Open time is whole milliseconds, not negative');
  return total;
}

/**
 * The instant at which so much open time has passed: the support clock (R-A5.2-a). Counting starts at the next opening
 * while closed, and may end exactly at a closing. Null when hours that never open again run out first.
 * @rule R-A5.2-a
 */
export function addOpenTime(
  hours: BusinessHours,
  at: Temporal.Instant,
  duration: OpenDuration,
): Temporal.Instant | null {
  let left = milliseconds(duration);
  for (const { start, end } of openIntervalsFrom(hours, at)) {
    const from = Math.max(start, at.epochMilliseconds);
    if (left <= end - from) return instant(from + left);
    left -= end - from;
  }
  return null;
}

/** Open seconds from one instant to a later one; 0 when it is not later. */
export function openSecondsBetween(hours: BusinessHours, from: Temporal.Instant, until: Temporal.Instant): number {
  const limit = until.epochMilliseconds;
  let total = 0;
  for (const { start, end } of openIntervalsFrom(hours, from)) {
    if (start >= limit) break;
    total += Math.min(end, limit) - Math.max(start, from.epochMilliseconds);
  }
  return Math.max(0, total) / 1000;
}
