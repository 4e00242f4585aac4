import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anniversary,
  anniversaryFrom,
  daysBetween,
  daysToAnniversary,
  endAfterNotice,
  lastNoticeDay,
  nextAnniversary,
  parsePeriodicity,
  periodAt,
  periodContaining,
  termContaining,
  wholePeriodsBetween,
  type Periodicity,
  type TermRule,
} from './index.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const monthly = { months: 1 };
const yearly = { months: 12 };
const signed = day('2026-01-15');

const anchors = fc.integer({ min: 0, max: 5000 }).map((count) => day('2024-01-01').add({ days: count }));
const periodicities: fc.Arbitrary<Periodicity> = fc.oneof(
  fc.integer({ min: 1, max: 36 }).map((months) => ({ months })),
  fc.integer({ min: 1, max: 400 }).map((days) => ({ days })),
);

describe('anniversaries', () => {
  it('G-3: months are clamped, and the anchor is kept', () => {
    const anchor = day('2026-01-31');
    const ends = [1, 2, 3].map((index) => anniversary(anchor, monthly, index).toString());
    expect(ends).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
  });

  it('R-1.4-b: the 15th of each month, and the literal 30 days', () => {
    const at = (every: Periodicity, index: number) => anniversary(signed, every, index).toString();
    expect([1, 2, 3, 12].map((index) => at(monthly, index))).toEqual([
      '2026-02-15',
      '2026-03-15',
      '2026-04-15',
      '2027-01-15',
    ]);
    expect([1, 2, 3, 12].map((index) => at({ days: 30 }, index))).toEqual([
      '2026-02-14',
      '2026-03-16',
      '2026-04-15',
      '2027-01-10',
    ]);
  });

  it('R-4.2-a: the invoice of 15 March covers to 15 April, excluded', () => {
    expect(periodContaining(signed, monthly, day('2026-03-15'))).toEqual({
      index: 2,
      start: day('2026-03-15'),
      end: day('2026-04-15'),
      days: 31,
    });
    expect(periodContaining(signed, monthly, day('2026-03-14')).index).toBe(1);
  });

  it('R-4.2-b: from 1 April, 14 of 31 days to the monthly anniversary and 289 of 365 to the yearly', () => {
    expect(daysToAnniversary(signed, monthly, day('2026-04-01'))).toMatchObject({ days: 14, ofDays: 31 });
    expect(daysToAnniversary(signed, yearly, day('2026-04-01'))).toMatchObject({ days: 289, ofDays: 365 });
    expect(daysToAnniversary(signed, monthly, day('2026-03-15'))).toMatchObject({ days: 31, ofDays: 31 });
  });

  it('R-9.1.2-b: a client who leaves on 20 August has 4 whole months not billed yet', () => {
    const from = (text: string) => wholePeriodsBetween(signed, monthly, { from: day(text), until: day('2027-01-15') });
    expect(from('2026-08-20')).toBe(4);
    expect(from('2026-08-15')).toBe(5);
    expect(from('2027-01-10')).toBe(0);
    expect(from('2027-03-01')).toBe(0);
    expect(wholePeriodsBetween(signed, yearly, { from: day('2026-08-20'), until: day('2027-01-15') })).toBe(0);
  });

  it('R-9.2.3-a: terminated on 9 April for unpaid invoices, 9 months remain', () => {
    expect(wholePeriodsBetween(signed, monthly, { from: day('2026-04-09'), until: day('2027-01-15') })).toBe(9);
  });

  it('follow one another without gap or overlap, whatever the anchor', () => {
    fc.assert(
      fc.property(anchors, periodicities, fc.nat(6000), (anchor, every, later) => {
        const date = anchor.add({ days: later });
        const period = periodContaining(anchor, every, date);
        expect(Temporal.PlainDate.compare(period.start, date)).toBeLessThanOrEqual(0);
        expect(Temporal.PlainDate.compare(date, period.end)).toBe(-1);
        expect(periodAt(anchor, every, period.index + 1).start.equals(period.end)).toBe(true);
        expect(period.days).toBe(daysBetween(period.start, period.end));
        expect(nextAnniversary(anchor, every, date).equals(period.end)).toBe(true);
        expect(anniversaryFrom(anchor, every, period.start).equals(period.start)).toBe(true);
        if ('months' in every) {
          const expected = Math.min(anchor.day, period.end.daysInMonth);
          expect(period.end.day).toBe(expected);
        }
      }),
    );
  });

  it('count whole periods as a walk from one to the next does', () => {
    fc.assert(
      fc.property(anchors, fc.integer({ min: 1, max: 13 }), fc.nat(900), fc.nat(900), (anchor, months, a, b) => {
        const [from, until] = [anchor.add({ days: Math.min(a, b) }), anchor.add({ days: Math.max(a, b) })];
        let counted = 0;
        for (let index = 0; index < 100; index += 1) {
          const period = periodAt(anchor, { months }, index);
          const begins = Temporal.PlainDate.compare(period.start, from) >= 0;
          if (begins && Temporal.PlainDate.compare(period.end, until) <= 0) counted += 1;
        }
        expect(wholePeriodsBetween(anchor, { months }, { from, until })).toBe(counted);
      }),
    );
  });

  it('read from a policy', () => {
    expect(['P1M', 'P12M', 'P1Y', 'P1Y6M', 'P30D', 'P2W'].map(parsePeriodicity)).toEqual([
      { months: 1 },
      { months: 12 },
      { months: 12 },
      { months: 18 },
      { days: 30 },
      { days: 14 },
    ]);
    for (const wrong of ['', 'P', 'P0M', 'P1M1D', 'PT1H', '-P1M', 'monthly']) {
      expect(() => parsePeriodicity(wrong)).toThrow(RangeError);
    }
    expect(() => periodContaining(signed, { months: 0 }, signed)).toThrow(RangeError);
    expect(() => periodContaining(signed, monthly, day('2026-01-14'))).toThrow(RangeError);
  });
});

describe('terms', () => {
  const committed: TermRule = { start: signed, initial: yearly, renewal: yearly };
  const term = (rule: TermRule, on: string) => {
    const { renewals, start, end } = termContaining(rule, day(on));
    return `${renewals}: ${start.toString()} ${end.toString()}`;
  };

  it('R-1.4-c: 12 months, then 12 by 12; a term of 36 renews for 12', () => {
    expect(term(committed, '2027-01-14')).toBe('0: 2026-01-15 2027-01-15');
    expect(term(committed, '2027-01-15')).toBe('1: 2027-01-15 2028-01-15');
    const long = { ...committed, initial: { months: 36 } };
    expect(term(long, '2029-01-14')).toBe('0: 2026-01-15 2029-01-15');
    expect(term(long, '2030-06-01')).toBe('2: 2030-01-15 2031-01-15');
  });

  it('R-1.4-d: what is added during a term ends with it', () => {
    expect(termContaining(committed, day('2026-11-20')).end.toString()).toBe('2027-01-15');
  });

  it('R-9.1.2-a: the last day against renewal on 15 January 2027 is 16 December 2026', () => {
    expect(lastNoticeDay(termContaining(committed, signed), { days: 30 }).toString()).toBe('2026-12-16');
  });

  it('R-9.1.1-a: a monthly subscription of the 15th, left on 10 or on 20 March, ends on 15 April or 15 May', () => {
    const ends = (on: string) => endAfterNotice(signed, monthly, { on: day(on), notice: monthly }).toString();
    expect([ends('2026-03-10'), ends('2026-03-15'), ends('2026-03-20')]).toEqual([
      '2026-04-15',
      '2026-04-15',
      '2026-05-15',
    ]);
  });

  it('keeps 29 February over the years that have none', () => {
    const leap: TermRule = { start: day('2028-02-29'), initial: yearly, renewal: yearly };
    expect(term(leap, '2029-02-28')).toBe('1: 2029-02-28 2030-02-28');
    expect(term(leap, '2032-02-28')).toBe('3: 2031-02-28 2032-02-29');
    expect(term(leap, '2032-02-29')).toBe('4: 2032-02-29 2033-02-28');
  });

  it('follow one another, and contain their days', () => {
    fc.assert(
      fc.property(anchors, periodicities, periodicities, fc.nat(8000), (start, initial, renewal, later) => {
        const rule = { start, initial, renewal };
        const date = start.add({ days: later });
        const current = termContaining(rule, date);
        expect(Temporal.PlainDate.compare(current.start, date)).toBeLessThanOrEqual(0);
        expect(Temporal.PlainDate.compare(date, current.end)).toBe(-1);
        const next = termContaining(rule, current.end);
        expect(next.start.equals(current.end)).toBe(true);
        expect(next.renewals).toBe(current.renewals + 1);
      }),
    );
    expect(() => termContaining(committed, day('2026-01-14'))).toThrow(RangeError);
  });
});
