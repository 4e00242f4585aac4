export type CountdownUnit = 'day' | 'hour' | 'minute' | 'second';

/** The time left to an instant, or since it, in its two largest units. */
export type Countdown = {
  readonly isOver: boolean;
  readonly parts: readonly { readonly unit: CountdownUnit; readonly value: number }[];
};

const units = ['day', 'hour', 'minute', 'second'] as const;

/**
 * Days are days of the zone's calendar: from noon to noon over a change of clocks is one day. Rounded towards now, so
 * that nothing is shown as further away than it is; the parts are empty within the last second.
 */
export function countdown(now: Temporal.Instant, to: Temporal.Instant, timeZone: string): Countdown {
  const isOver = Temporal.Instant.compare(to, now) <= 0;
  const [from, until] = isOver ? [to, now] : [now, to];
  const left = from.toZonedDateTimeISO(timeZone).until(until.toZonedDateTimeISO(timeZone), { largestUnit: 'day' });
  const values = { day: left.days, hour: left.hours, minute: left.minutes, second: left.seconds };
  const first = units.findIndex((unit) => values[unit] > 0);
  const shown = first < 0 ? [] : units.slice(first, first + 2);
  return { isOver, parts: shown.map((unit) => ({ unit, value: values[unit] })).filter(({ value }) => value > 0) };
}

/** "2 jours et 3 heures", "2 days and 3 hours"; empty within the last second. What precedes it is the screen's matter. */
export function formatCountdown({ parts }: Countdown, locale: string): string {
  const texts = parts.map(({ unit, value }) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
  );
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(texts);
}
