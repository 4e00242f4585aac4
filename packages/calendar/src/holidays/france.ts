import { makeHolidayCalendar, type HolidayCalendar } from './holiday.ts';
import { afterEaster, onDate, type HolidayRule } from './rules.ts';

/** Code du travail, art. L. 3133-1. */
const national: readonly HolidayRule[] = [
  onDate(1, 1, 'new_year'),
  afterEaster(1, 'easter_monday'),
  onDate(5, 1, 'labour_day'),
  onDate(5, 8, 'victory_1945'),
  afterEaster(39, 'ascension'),
  afterEaster(50, 'whit_monday'),
  onDate(7, 14, 'bastille_day'),
  onDate(8, 15, 'assumption'),
  onDate(11, 1, 'all_saints'),
  onDate(11, 11, 'armistice_1918'),
  onDate(12, 25, 'christmas'),
];

/** Code du travail, art. L. 3134-13: Good Friday where there is a Protestant or mixed church, and 26 December. */
const alsaceMoselle = [afterEaster(-2, 'good_friday'), onDate(12, 26, 'second_of_christmas')];

/** Code du travail, art. L. 3422-2: the day on which slavery ended there. */
const abolition = (month: number, day: number) => [onDate(month, day, 'abolition_of_slavery')];

function calendar(id: string, local: readonly HolidayRule[] = []): HolidayCalendar {
  return makeHolidayCalendar(id, (year) => [...national, ...local].map((rule) => rule(year)));
}

/** ISO 3166-2 codes of the overseas departments; `FR-ALSACE-MOSELLE` for departments 57, 67 and 68. */
export const frenchHolidays = {
  FR: calendar('FR'),
  'FR-ALSACE-MOSELLE': calendar('FR-ALSACE-MOSELLE', alsaceMoselle),
  'FR-971': calendar('FR-971', abolition(5, 27)),
  'FR-972': calendar('FR-972', abolition(5, 22)),
  'FR-973': calendar('FR-973', abolition(6, 10)),
  'FR-974': calendar('FR-974', abolition(12, 20)),
  'FR-976': calendar('FR-976', abolition(4, 27)),
} as const;
