export {
  anniversary,
  anniversaryFrom,
  daysToAnniversary,
  nextAnniversary,
  parsePeriodicity,
  periodAt,
  periodContaining,
  wholePeriodsBetween,
} from './anniversaries.ts';
export type { Period, Periodicity } from './anniversaries.ts';
export {
  addBusinessDays,
  businessDayBeginningAfter,
  businessDayFrom,
  businessDaysBetween,
  businessDayUntil,
  isBusinessDay,
  mondayToFriday,
  mondayToSaturday,
} from './business-days.ts';
export type { BusinessCalendar } from './business-days.ts';
export { countdown, formatCountdown } from './countdown.ts';
export type { Countdown, CountdownUnit } from './countdown.ts';
export { daysBetween, endOfDay, localDate, minutesInMonth, startOfDay } from './days.ts';
export { afterHours, deadlineAfter, deadlineOn, isInDeadline, lastDayAfter, lastDayBefore } from './deadlines.ts';
export type { Deadline, DeadlineSpan } from './deadlines.ts';
export { daysByHalfYear, halfYearOf, startOfHalfYear } from './half-years.ts';
export type { HalfYear } from './half-years.ts';
export { easterSunday } from './holidays/easter.ts';
export { combineHolidays, makeHolidayCalendar } from './holidays/holiday.ts';
export type { Holiday, HolidayCalendar, HolidayKey } from './holidays/holiday.ts';
export { holidayCalendar, holidayCalendarIds } from './holidays/known-calendars.ts';
export type { HolidayCalendarId } from './holidays/known-calendars.ts';
export { slotsOn } from './hours/business-hours.ts';
export type { BusinessHours, HoursException, Slot, WeeklyHours } from './hours/business-hours.ts';
export { callingWindow, nextCommonOpening } from './hours/calling-windows.ts';
export type { CallingRule } from './hours/calling-windows.ts';
export { addOpenTime, isOpen, nextClosing, nextOpening, openingAt, openSecondsBetween } from './hours/open-time.ts';
export type { OpenDuration, Opening } from './hours/open-time.ts';
export { sameTimeNextOpenDay } from './hours/same-time-next-open-day.ts';
export { problemsOf } from './hours/validate.ts';
export type { HoursProblem } from './hours/validate.ts';
export { endAfterNotice, lastNoticeDay, termContaining } from './terms.ts';
export type { Term, TermRule } from './terms.ts';
export { weekdayOf, weekdays } from './weekday.ts';
export type { Weekday } from './weekday.ts';
