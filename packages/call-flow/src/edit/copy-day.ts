import { weekdays, type Weekday, type WeeklyHours } from '@carillon/calendar';

/** The slots of one day put on others, whatever they were. */
export function copyDay(week: WeeklyHours, from: Weekday, to: readonly Weekday[]): WeeklyHours {
  const slots = week[from] ?? [];
  return { ...week, ...Object.fromEntries(to.map((day) => [day, slots.map((slot) => ({ ...slot }))])) };
}

/** The slots of one day put on every day of the week. */
export const copyDayToWeek = (week: WeeklyHours, from: Weekday): WeeklyHours => copyDay(week, from, weekdays);
