import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addOpenTime,
  callingWindow,
  holidayCalendar,
  isOpen,
  nextClosing,
  nextCommonOpening,
  nextOpening,
  openingAt,
  openSecondsBetween,
  problemsOf,
  sameTimeNextOpenDay,
  type BusinessHours,
  type OpenDuration,
  type Slot,
} from '../index.ts';

const paris = 'Europe/Paris';
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[${paris}]`).toInstant();
const show = (instant: Temporal.Instant | null) =>
  instant?.toZonedDateTimeISO(paris).toPlainDateTime().toString({ smallestUnit: 'minute' }) ?? null;

const slot = (text: string): Slot => {
  const [opens = '', closes = ''] = text.split('-');
  return { opens, closes };
};
const nineToSix = [slot('09:00-18:00')];
const officeWeek = {
  monday: nineToSix,
  tuesday: nineToSix,
  wednesday: nineToSix,
  thursday: nineToSix,
  friday: nineToSix,
};

/** R-A1-f: Monday to Friday 9:00-18:00, Saturday 9:30-13:30, closed on French holidays (K23). */
const support: BusinessHours = {
  timeZone: paris,
  week: { ...officeWeek, saturday: [slot('09:30-13:30')] },
  holidays: holidayCalendar('FR'),
};
const withLunch: BusinessHours = {
  timeZone: paris,
  week: { monday: [slot('14:00-18:00'), slot('09:00-12:00')], tuesday: nineToSix },
};
const always: BusinessHours = {
  timeZone: paris,
  week: Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
      day,
      [slot('00:00-24:00')],
    ]),
  ),
};
const never: BusinessHours = { timeZone: paris, week: {} };

describe('support clocks', () => {
  const due = (opened: string, duration: OpenDuration) => show(addOpenTime(support, at(opened), duration));

  it('R-A5.2-a: two hours from Saturday 12:30 before Easter Monday end on Tuesday 10:00', () => {
    expect(due('2026-04-04T12:30', { hours: 2 })).toBe('2026-04-07T10:00');
    const openOnHolidays = { ...support, holidays: null };
    expect(show(addOpenTime(openOnHolidays, at('2026-04-04T12:30'), { hours: 2 }))).toBe('2026-04-06T10:00');
  });

  it('R-A5.2-a: over a night, a week-end, a change of clocks and a holiday', () => {
    expect(due('2026-11-20T17:30', { hours: 2 })).toBe('2026-11-21T11:00');
    expect(due('2026-11-21T12:30', { hours: 4 })).toBe('2026-11-23T12:00');
    expect(due('2026-10-24T13:00', { hours: 2 })).toBe('2026-10-26T10:30');
    expect(due('2026-11-10T17:30', { hours: 2 })).toBe('2026-11-12T10:30');
  });

  it('may be due exactly at a closing, which is not put off to the next opening', () => {
    expect(due('2026-11-23T16:00', { hours: 2 })).toBe('2026-11-23T18:00');
    expect(due('2026-11-23T16:00', { hours: 2, seconds: 60 })).toBe('2026-11-24T09:01');
    expect(due('2026-11-22T16:00', { seconds: 0 })).toBe('2026-11-23T09:00');
  });

  it('R-A5.2-b: the steps of a P1 opened on Monday 9:00', () => {
    const steps = [1, 6, 8].map((hours) => due('2026-11-23T09:00', { hours }));
    expect(steps).toEqual(['2026-11-23T10:00', '2026-11-23T15:00', '2026-11-23T17:00']);
  });

  it('R-A5.2-a: "1 journée" is the same time on the next support day', () => {
    const due1 = (opened: string) => show(sameTimeNextOpenDay(support, at(opened)));
    expect(due1('2026-11-23T15:00')).toBe('2026-11-24T15:00');
    expect(due1('2026-11-21T12:00')).toBe('2026-11-23T12:00');
    expect(due1('2026-11-10T15:00')).toBe('2026-11-12T15:00');
    // Saturday is shorter: its closing, or its opening.
    expect(due1('2026-11-20T15:00')).toBe('2026-11-21T13:30');
    expect(due1('2026-11-20T09:00')).toBe('2026-11-21T09:30');
    // Opened while closed: counted from the opening.
    expect(due1('2026-11-22T20:00')).toBe('2026-11-24T09:00');
    expect(show(sameTimeNextOpenDay(withLunch, at('2026-11-24T13:00')))).toBe('2026-11-30T12:00');
    expect(sameTimeNextOpenDay(never, at('2026-11-20T15:00'))).toBeNull();
    expect(show(sameTimeNextOpenDay(support, at('2026-11-20T15:00'), 2))).toBe('2026-11-23T15:00');
    expect(() => sameTimeNextOpenDay(support, at('2026-11-20T15:00'), 0)).toThrow(RangeError);
  });
});

describe('business hours', () => {
  it('R-A1-f: opens and closes to the second', () => {
    const open = ['2026-11-23T08:59:59', '2026-11-23T09:00', '2026-11-23T17:59:59.999', '2026-11-23T18:00'];
    expect(open.map((text) => isOpen(support, at(text)))).toEqual([false, true, true, false]);
    expect(isOpen(support, at('2026-11-22T10:00'))).toBe(false);
    expect(isOpen(support, at('2026-11-11T10:00'))).toBe(false);
  });

  it('says until when', () => {
    expect(openingAt(withLunch, at('2026-11-23T10:00'))).toEqual({ kind: 'open', closesAt: at('2026-11-23T12:00') });
    expect(openingAt(withLunch, at('2026-11-23T12:30'))).toEqual({ kind: 'closed', opensAt: at('2026-11-23T14:00') });
    expect(openingAt(withLunch, at('2026-11-24T18:00'))).toEqual({ kind: 'closed', opensAt: at('2026-11-30T09:00') });
    expect(openingAt(always, at('2026-11-24T18:00'))).toEqual({ kind: 'open', closesAt: null });
    expect(openingAt(never, at('2026-11-24T18:00'))).toEqual({ kind: 'closed', opensAt: null });
    expect(addOpenTime(never, at('2026-11-24T18:00'), { seconds: 1 })).toBeNull();
  });

  it('joins the two halves of a night', () => {
    const night: BusinessHours = {
      timeZone: paris,
      week: { friday: [slot('22:00-24:00')], saturday: [slot('00:00-06:00')] },
    };
    expect(show(nextClosing(night, at('2026-11-20T23:00')))).toBe('2026-11-21T06:00');
    expect(show(nextClosing(night, at('2026-11-20T21:00')))).toBe('2026-11-20T21:00');
    expect(isOpen(night, at('2026-11-21T00:00'))).toBe(true);
  });

  it('lets an exception open a holiday, close a day, or a span of days', () => {
    const hours: BusinessHours = {
      ...support,
      exceptions: [
        { date: '2026-11-11', slots: [slot('10:00-11:00')] },
        { date: '2026-12-24', through: '2027-01-03', slots: [] },
      ],
    };
    expect(isOpen(hours, at('2026-11-11T10:30'))).toBe(true);
    expect(isOpen(hours, at('2026-11-11T11:30'))).toBe(false);
    expect(show(nextOpening(hours, at('2026-12-23T18:00')))).toBe('2027-01-04T09:00');
  });

  it('keeps wall-clock times when the clocks change', () => {
    const sunday: BusinessHours = { timeZone: paris, week: { sunday: [slot('01:00-04:00')] } };
    const from = (text: string) => openSecondsBetween(sunday, at(text), at(text).add({ hours: 24 })) / 3600;
    expect([from('2026-03-22T00:00'), from('2026-03-29T00:00'), from('2026-10-25T00:00')]).toEqual([3, 2, 4]);
    const inFold: BusinessHours = { timeZone: paris, week: { sunday: [slot('02:15-02:45')] } };
    expect(nextOpening(inFold, at('2026-10-25T00:00'))?.toString()).toBe('2026-10-25T00:15:00Z');
    expect(nextClosing(inFold, at('2026-10-25T02:30'))?.toString()).toBe('2026-10-25T01:45:00Z');
    const inGap: BusinessHours = { timeZone: paris, week: { sunday: [slot('02:15-02:45'), slot('02:30-03:30')] } };
    expect(show(nextOpening(inGap, at('2026-03-29T00:00')))).toBe('2026-03-29T03:00');
    expect(openSecondsBetween(inGap, at('2026-03-29T00:00'), at('2026-03-29T12:00'))).toBe(1800);
  });

  it('names what is wrong with hours', () => {
    const wrong: BusinessHours = {
      timeZone: 'Mars/Olympus',
      week: {
        monday: [slot('9:00-18:00')],
        tuesday: [slot('18:00-09:00')],
        wednesday: [slot('09:00-12:00'), slot('11:00-18:00')],
        thursday: [slot('09:00-12:00'), slot('12:00-24:00')],
      },
      exceptions: [
        { date: '2026-02-30', slots: [] },
        { date: '2026-12-24', through: '2026-12-20', slots: [slot('24:00-24:00')] },
      ],
    };
    expect(problemsOf(wrong)).toEqual([
      { kind: 'unknown_time_zone', where: 'Mars/Olympus' },
      { kind: 'not_a_time', where: 'monday' },
      { kind: 'closes_before_it_opens', where: 'tuesday' },
      { kind: 'slots_overlap', where: 'wednesday' },
      { kind: 'not_a_date', where: '2026-02-30' },
      { kind: 'not_a_date', where: '2026-12-24' },
      { kind: 'not_a_time', where: '2026-12-24' },
    ]);
    expect([support, withLunch, always, never].flatMap(problemsOf)).toEqual([]);
  });
});

/** Invented hours of a whole week in a zone that changes its clocks, holidays included. */
const times = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const minutes = quarter * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
});
const slots = fc.uniqueArray(times, { minLength: 2, maxLength: 4 }).map((list) => {
  const [a = '', b = '', c, d] = list.toSorted();
  return c !== undefined && d !== undefined ? [slot(`${a}-${b}`), slot(`${c}-${d}`)] : [slot(`${a}-${b}`)];
});
const hoursOf = fc
  .record({
    timeZone: fc.constantFrom(paris, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
    monday: slots,
    wednesday: slots,
    sunday: slots,
    holidays: fc.constantFrom(null, holidayCalendar('FR')),
  })
  .map(({ timeZone, holidays, ...week }): BusinessHours => ({ timeZone, holidays, week }));
const instants = fc
  .integer({ min: 0, max: 3 * 365 * 24 * 3600 })
  .map((seconds) => Temporal.Instant.from('2026-01-01T00:00:00Z').add({ seconds }));

describe('open time', () => {
  it('is what passes between the start and the answer', () => {
    fc.assert(
      fc.property(hoursOf, instants, fc.nat(200_000), (hours, start, seconds) => {
        const end = addOpenTime(hours, start, { seconds });
        expect(end && openSecondsBetween(hours, start, end)).toBe(seconds);
        if (end && seconds > 0) expect(isOpen(hours, end.subtract({ milliseconds: 1 }))).toBe(true);
      }),
    );
  });

  it('adds up, and keeps the order of starts and of durations', () => {
    fc.assert(
      fc.property(hoursOf, instants, fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }), (hours, start, a, b) => {
        const first = addOpenTime(hours, start, { seconds: a });
        const both = addOpenTime(hours, start, { seconds: a + b });
        const later = addOpenTime(hours, start.add({ seconds: b }), { seconds: a });
        expect(first && both && addOpenTime(hours, first, { seconds: b })?.equals(both)).toBe(true);
        expect(first && both && Temporal.Instant.compare(first, both)).toBe(-1);
        expect(first && later && Temporal.Instant.compare(first, later)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('opens and closes where isOpen changes, and is open whenever the clock shows a time of a slot', () => {
    fc.assert(
      fc.property(hoursOf, instants, (hours, now) => {
        const opens = nextOpening(hours, now);
        const closes = opens && nextClosing(hours, opens);
        expect(opens && isOpen(hours, opens)).toBe(true);
        expect(closes && isOpen(hours, closes)).toBe(false);
        if (opens && !opens.equals(now)) {
          expect(isOpen(hours, now)).toBe(false);
          expect(isOpen(hours, opens.subtract({ milliseconds: 1 }))).toBe(false);
        }
        const local = now.toZonedDateTimeISO(hours.timeZone);
        const shown = local.toPlainTime().toString({ smallestUnit: 'second' });
        const weekday = (['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const)[
          local.dayOfWeek - 1
        ];
        const listed = (weekday && hours.week[weekday]) ?? [];
        const isShown = listed.some(({ opens: from, closes: until }) => `${from}:00` <= shown && shown < `${until}:00`);
        if (isShown && !hours.holidays?.on(local.toPlainDate())) expect(isOpen(hours, now)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('calling windows', () => {
  const two = [slot('10:00-13:00'), slot('14:00-20:00')];
  const rule = {
    country: 'FR',
    week: { monday: two, tuesday: two, wednesday: two, thursday: two, friday: two },
    holidays: holidayCalendar('FR'),
  };

  it('are hours where the contact is', () => {
    const reunion = callingWindow(rule, 'Indian/Reunion');
    expect(isOpen(reunion, Temporal.Instant.from('2026-11-23T10:00:00+04:00'))).toBe(true);
    expect(isOpen(reunion, at('2026-11-23T17:30'))).toBe(false);
    expect(isOpen(callingWindow(rule, paris), at('2026-11-23T13:30'))).toBe(false);
    expect(isOpen(callingWindow(rule, paris), at('2026-11-11T11:00'))).toBe(false);
  });

  it('meet the hours of those who call', () => {
    const window = callingWindow(rule, paris);
    expect(show(nextCommonOpening([window, support], at('2026-11-20T19:00')))).toBe('2026-11-23T10:00');
    expect(show(nextCommonOpening([window, support], at('2026-11-23T13:15')))).toBe('2026-11-23T14:00');
    expect(show(nextCommonOpening([], at('2026-11-23T13:15')))).toBe('2026-11-23T13:15');
    expect(nextCommonOpening([window, never], at('2026-11-23T13:15'))).toBeNull();
    const sundays: BusinessHours = { timeZone: paris, week: { sunday: nineToSix } };
    expect(nextCommonOpening([window, sundays], at('2026-11-23T13:15'))).toBeNull();
  });

  it('meet at the first instant at which all are open', () => {
    fc.assert(
      fc.property(hoursOf, hoursOf, instants, (a, b, now) => {
        const common = nextCommonOpening([a, b], now);
        if (common === null) return;
        expect(isOpen(a, common) && isOpen(b, common)).toBe(true);
        if (!common.equals(now)) {
          const before = common.subtract({ milliseconds: 1 });
          expect(isOpen(a, before) && isOpen(b, before)).toBe(false);
        }
      }),
      { numRuns: 50 },
    );
  });
});
