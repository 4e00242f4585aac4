import type { DestinationClass } from '@carillon/telnum';
import { costlyClasses, type TollLimits } from './limits.ts';

/** A call to the outside as the guard counts it. */
export type TollCall = {
  /** The call that it belongs to. */
  readonly callId: string;
  readonly userId: string | null;
  readonly destination: DestinationClass;
  readonly startedAtMs: number;
  /** Null while it goes on. */
  readonly seconds: number | null;
};

export type TollRefusal = 'class_not_allowed' | 'parallel' | 'parallel_user' | 'calls_per_hour' | 'minutes_per_day';

export const hourMs = 3600_000;
export const dayMs = 24 * hourMs;

/**
 * May another call to this class begin now? A call that goes on counts with the time since it began, ringing included:
 * rather early than late.
 */
export function decideToll(
  limits: TollLimits,
  calls: readonly TollCall[],
  asked: { readonly userId: string; readonly destination: DestinationClass; readonly nowMs: number },
): TollRefusal | null {
  const { destination, userId, nowMs } = asked;
  const limit = limits.classes[destination];
  if (!limit.allowed) return 'class_not_allowed';
  const parallel = calls.filter((call) => call.seconds === null && costlyClasses.includes(call.destination));
  if (costlyClasses.includes(destination)) {
    if (isReached(parallel.length, limits.parallelCalls)) return 'parallel';
    const own = parallel.filter((call) => call.userId === userId).length;
    if (isReached(own, limits.parallelCallsPerUser)) return 'parallel_user';
  }
  const ofClass = calls.filter((call) => call.destination === destination);
  const lately = ofClass.filter(({ startedAtMs }) => nowMs - startedAtMs < hourMs).length;
  if (isReached(lately, limit.callsPerHour)) return 'calls_per_hour';
  return isReached(minutesOf(ofClass, nowMs), limit.minutesPerDay) ? 'minutes_per_day' : null;
}

/** Minutes of the last 24 hours. */
export function minutesOf(calls: readonly TollCall[], nowMs: number): number {
  const today = calls.filter(({ startedAtMs }) => nowMs - startedAtMs < dayMs);
  const seconds = today.reduce((sum, call) => sum + (call.seconds ?? (nowMs - call.startedAtMs) / 1000), 0);
  return seconds / 60;
}

const isReached = (count: number, limit: number | null): boolean => limit !== null && count >= limit;

/** Nobody should be at work: before 7, from 20 o'clock, Saturday and Sunday, where the organization is. */
export function isOutOfHours(nowMs: number, timeZone: string): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  return local.dayOfWeek >= 6 || local.hour < 7 || local.hour >= 20;
}

/** Calls to costly classes in the last hour: what an alarm looks at. */
export function costlyLately(calls: readonly TollCall[], nowMs: number): number {
  return calls.filter((call) => costlyClasses.includes(call.destination) && nowMs - call.startedAtMs < hourMs).length;
}
