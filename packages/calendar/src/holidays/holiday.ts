/** What a day is called is a matter of catalogues; here it has a key. */
export type HolidayKey =
  | 'new_year'
  | 'second_of_january'
  | 'saint_patrick'
  | 'good_friday'
  | 'easter_monday'
  | 'labour_day'
  | 'early_may'
  | 'victory_1945'
  | 'ascension'
  | 'whit_monday'
  | 'spring_bank_holiday'
  | 'boyne'
  | 'bastille_day'
  | 'summer_bank_holiday'
  | 'assumption'
  | 'all_saints'
  | 'armistice_1918'
  | 'saint_andrew'
  | 'christmas'
  | 'second_of_christmas'
  | 'abolition_of_slavery'
  | 'proclaimed';

export type Holiday = {
  readonly date: Temporal.PlainDate;
  readonly key: HolidayKey;
  /** True for the working day that is off because the holiday itself fell on a week-end. */
  readonly isSubstitute: boolean;
};

/** The holidays of one place, for any year. Also what a source of other countries' holidays has to look like. */
export interface HolidayCalendar {
  readonly id: string;
  /** In order of date. */
  readonly inYear: (year: number) => readonly Holiday[];
  readonly on: (date: Temporal.PlainDate) => Holiday | null;
}

/** A calendar out of a rule; each year is computed once. */
export function makeHolidayCalendar(id: string, rule: (year: number) => readonly Holiday[]): HolidayCalendar {
  const years = new Map<number, { readonly list: readonly Holiday[]; readonly byDate: ReadonlyMap<string, Holiday> }>();
  const year = (wanted: number) => {
    const known = years.get(wanted);
    if (known) return known;
    const list = rule(wanted).toSorted((a, b) => Temporal.PlainDate.compare(a.date, b.date));
    const made = { list, byDate: new Map(list.toReversed().map((holiday) => [holiday.date.toString(), holiday])) };
    years.set(wanted, made);
    return made;
  };
  return {
    id,
    inYear: (wanted) => year(wanted).list,
    on: (date) => year(date.year).byDate.get(date.toString()) ?? null,
  };
}

/** A day that is off in any of the calendars is off. */
export function combineHolidays(calendars: readonly HolidayCalendar[]): HolidayCalendar {
  const id = calendars.map((calendar) => calendar.id).join('+');
  return makeHolidayCalendar(id, (year) => calendars.flatMap((calendar) => calendar.inYear(year)));
}
