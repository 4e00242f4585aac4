import { makeHolidayCalendar, type Holiday, type HolidayCalendar } from './holiday.ts';
import { afterEaster, named, onDate, weekdayFrom, type HolidayRule } from './rules.ts';

/** Royal proclamations since 2020 that moved a bank holiday. The list grows when the next one is made. */
const moved: Readonly<Record<string, string>> = {
  '2020-05-04': '2020-05-08',
  '2022-05-30': '2022-06-02',
};

type Nation = 'GB-ENG' | 'GB-SCT' | 'GB-NIR';

/** Royal proclamations since 2020 that added one. */
const added: readonly { readonly date: string; readonly nations: readonly Nation[] }[] = [
  { date: '2022-06-03', nations: ['GB-ENG', 'GB-SCT', 'GB-NIR'] },
  { date: '2022-09-19', nations: ['GB-ENG', 'GB-SCT', 'GB-NIR'] },
  { date: '2023-05-08', nations: ['GB-ENG', 'GB-SCT', 'GB-NIR'] },
  { date: '2026-06-15', nations: ['GB-SCT'] },
];

const everywhere: readonly HolidayRule[] = [
  onDate(1, 1, 'new_year'),
  afterEaster(-2, 'good_friday'),
  weekdayFrom('monday', { month: 5, day: 1 }, 'early_may'),
  weekdayFrom('monday', { month: 5, day: 25 }, 'spring_bank_holiday'),
  onDate(12, 25, 'christmas'),
  onDate(12, 26, 'second_of_christmas'),
];

const lateSummer = weekdayFrom('monday', { month: 8, day: 25 }, 'summer_bank_holiday');

/** Banking and Financial Dealings Act 1971, schedule 1, and the yearly proclamations. */
const byNation: Readonly<Record<Nation, readonly HolidayRule[]>> = {
  'GB-ENG': [afterEaster(1, 'easter_monday'), lateSummer],
  'GB-SCT': [
    onDate(1, 2, 'second_of_january'),
    weekdayFrom('monday', { month: 8, day: 1 }, 'summer_bank_holiday'),
    onDate(11, 30, 'saint_andrew'),
  ],
  'GB-NIR': [afterEaster(1, 'easter_monday'), onDate(3, 17, 'saint_patrick'), onDate(7, 12, 'boyne'), lateSummer],
};

function withMoves(holiday: Holiday): Holiday {
  const to = moved[holiday.date.toString()];
  return to ? named(Temporal.PlainDate.from(to), holiday.key) : holiday;
}

/** A holiday on a week-end gives the next weekday that is not itself off, first come first served. */
function substitutes(days: readonly Holiday[]): Holiday[] {
  const taken = new Set(days.map((day) => day.date.toString()));
  const onWeekEnd = days.filter((day) => day.date.dayOfWeek > 5);
  const inOrder = onWeekEnd.toSorted((a, b) => Temporal.PlainDate.compare(a.date, b.date));
  return inOrder.map(({ date, key }) => {
    let substitute = date;
    while (substitute.dayOfWeek > 5 || taken.has(substitute.toString())) substitute = substitute.add({ days: 1 });
    taken.add(substitute.toString());
    return named(substitute, key, true);
  });
}

function calendar(nation: Nation): HolidayCalendar {
  return makeHolidayCalendar(nation, (year) => {
    const days = [...everywhere, ...byNation[nation]].map((rule) => withMoves(rule(year)));
    const proclaimed = added
      .filter(({ date, nations }) => date.startsWith(`${year}-`) && nations.includes(nation))
      .map(({ date }) => named(Temporal.PlainDate.from(date), 'proclaimed'));
    return [...days, ...proclaimed, ...substitutes(days)];
  });
}

/** `GB-ENG` is England and Wales. */
export const britishHolidays = {
  'GB-ENG': calendar('GB-ENG'),
  'GB-SCT': calendar('GB-SCT'),
  'GB-NIR': calendar('GB-NIR'),
} as const;
