import { holidayCalendar, holidayCalendarIds, isOpen, weekdays, type BusinessHours } from '@carillon/calendar';
import { z } from 'zod';
import type { FlowWorld } from '../run/world.ts';
import { name } from '../sound.ts';
import { defineKind, leave, optional, required } from './kind.ts';

const slot = z.object({ opens: z.string().max(5), closes: z.string().max(5) });
const week = z.partialRecord(z.enum(weekdays), z.array(slot).max(12));

const settings = z.object({
  timeZone: z.string().min(1).max(64),
  /** Hours of the way out `open`. */
  week,
  /** The first of these whose hours hold now decides, when it is not open: a lunch break, an on-call team. */
  periods: z.array(z.object({ name, week })).max(8).default([]),
  holidays: z
    .enum(holidayCalendarIds as [string, ...string[]])
    .nullable()
    .default(null),
  exceptions: z
    .array(z.object({ date: z.string().max(10), through: z.string().max(10).optional(), slots: z.array(slot).max(12) }))
    .max(400)
    .default([]),
});

export type HoursSettings = z.infer<typeof settings>;

/** The weekly hours of a period, or of `open` with its holidays and exceptions, as the calendar reads them. */
export function businessHoursOf(given: HoursSettings, period: string | null): BusinessHours {
  const { timeZone } = given;
  if (period !== null) return { timeZone, week: given.periods.find((each) => each.name === period)?.week ?? {} };
  const exceptions = given.exceptions.map(({ date, through, slots }) =>
    through === undefined ? { date, slots } : { date, through, slots },
  );
  return { timeZone, week: given.week, holidays: calendarOf(given), exceptions };
}

const calendarOf = ({ holidays }: HoursSettings) => (holidays === null ? null : holidayCalendar(holidays));

/** The day is a holiday, and no exception says what happens on it. */
function isHoliday(given: HoursSettings, { at }: FlowWorld): boolean {
  const date = at.toZonedDateTimeISO(given.timeZone).toPlainDate();
  const text = date.toString();
  const isExcepted = given.exceptions.some(({ date: from, through = from }) => from <= text && text <= through);
  return !isExcepted && (calendarOf(given)?.on(date) ?? null) !== null;
}

export const hoursKind = defineKind({
  kind: 'hours',
  settings,
  exits: (given) => [
    required('open'),
    ...given.periods.map(({ name: period }) => required(`period_${period}`)),
    ...(given.holidays === null ? [] : [optional('holiday', 'closed')]),
    required('closed'),
  ],
  enter(given, world) {
    const { at } = world;
    const time = at.toZonedDateTimeISO(given.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
    const values = { time, timeZone: given.timeZone };
    if (isOpen(businessHoursOf(given, null), at)) return leave('open', { key: 'hours.open', values });
    if (isHoliday(given, world)) return leave('holiday', { key: 'hours.holiday', values });
    const period = given.periods.find((each) => isOpen(businessHoursOf(given, each.name), at));
    if (period)
      return leave(`period_${period.name}`, { key: 'hours.period', values: { ...values, period: period.name } });
    return leave('closed', { key: 'hours.closed', values });
  },
});
