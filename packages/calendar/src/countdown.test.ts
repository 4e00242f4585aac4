import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countdown, formatCountdown } from './index.ts';

const paris = 'Europe/Paris';
const now = Temporal.Instant.from('2026-11-20T12:00:00+01:00');
const left = (seconds: number, locale: string) => formatCountdown(countdown(now, now.add({ seconds }), paris), locale);

describe('countdown', () => {
  it('shows the two largest units, in words', () => {
    expect(left(2 * 86_400 + 3 * 3600 + 59, 'fr').replace(/[\u00a0\u202f]/g, ' ')).toBe('2 jours et 3 heures');
    expect(left(2 * 86_400 + 3 * 3600, 'en')).toBe('2 days and 3 hours');
    expect(left(61, 'en')).toBe('1 minute and 1 second');
    expect(left(3600, 'en')).toBe('1 hour');
    expect(left(86_400 + 60, 'en')).toBe('1 day');
    expect(left(0, 'en')).toBe('');
  });

  it('counts days of the calendar over a change of clocks', () => {
    const friday = Temporal.Instant.from('2026-10-24T12:00:00+02:00');
    const nextNoon = Temporal.Instant.from('2026-10-25T12:00:00+01:00');
    expect(countdown(friday, nextNoon, paris).parts).toEqual([{ unit: 'day', value: 1 }]);
    expect(countdown(friday, nextNoon, 'UTC').parts).toEqual([
      { unit: 'day', value: 1 },
      { unit: 'hour', value: 1 },
    ]);
  });

  it('says when it is over, and mirrors itself', () => {
    expect(countdown(now, now, paris)).toEqual({ isOver: true, parts: [] });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 8 }), (seconds) => {
        const then = now.add({ seconds });
        expect(countdown(now, then, 'UTC').isOver).toBe(false);
        expect(countdown(then, now, 'UTC')).toEqual({ ...countdown(now, then, 'UTC'), isOver: true });
      }),
    );
  });
});
