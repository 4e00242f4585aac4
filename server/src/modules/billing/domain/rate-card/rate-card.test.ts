import { describe, expect, test } from 'vitest';
import { compareRates } from './compare-rates.ts';
import { createRateCard } from './rate-card.ts';
import { readRates, type RateRow } from './read-rates.ts';

const row = (given: RateRow = {}): RateRow => ({
  prefix: '33',
  destination: 'France',
  country: 'FR',
  kind: 'fixed',
  zone: 'Inclus',
  rate: '0.03',
  ...given,
});

const ratesOf = (...rows: RateRow[]) => {
  const { rates, problems } = readRates(rows, 'EUR');
  expect(problems).toEqual([]);
  return rates;
};

describe('reading a file of rates', () => {
  test('R-A3.3-a: increments are 60/60 and the connection fee 0 where the file says nothing', () => {
    expect(ratesOf(row({ zone: '' }))).toEqual([
      {
        prefix: '33',
        destination: 'France',
        country: 'FR',
        kind: 'fixed',
        zone: null,
        price: {
          pricePerMinute: { currency: 'EUR', amountPrecise: '0.03000000' },
          connectionFee: { currency: 'EUR', amountPrecise: '0.00000000' },
          initialSeconds: 60,
          nextSeconds: 60,
        },
        validFrom: null,
      },
    ]);
  });

  test('takes what spreadsheets write: commas, plus signs, spaces, capitals, other columns', () => {
    const [rate] = ratesOf(
      row({ prefix: '+33 6', rate: '0,1234', country: 'fr', kind: 'Mobile', first: '30', next: '6', margin: '12 %' }),
    );
    expect(rate).toMatchObject({ prefix: '336', country: 'FR', kind: 'mobile' });
    expect(rate!.price).toMatchObject({ initialSeconds: 30, nextSeconds: 6 });
    expect(rate!.price.pricePerMinute.amountPrecise).toBe('0.12340000');
  });

  test.each<[string, RateRow]>([
    ['prefix missing ""', { prefix: '' }],
    ['prefix not_digits "33x"', { prefix: '33x' }],
    ['destination missing ""', { destination: ' ' }],
    ['kind missing ""', { kind: undefined }],
    ['kind unknown_kind "landline"', { kind: 'landline' }],
    ['country not_a_country "France"', { country: 'France' }],
    ['rate missing ""', { rate: '' }],
    ['rate not_a_price "free"', { rate: 'free' }],
    ['rate not_a_price "1e3"', { rate: '1e3' }],
    ['rate negative "-0.01"', { rate: '-0.01' }],
    ['rate not_a_price "0.123456789"', { rate: '0.123456789' }],
    ['connect_fee not_a_price "x"', { connect_fee: 'x' }],
    ['first not_seconds "0"', { first: '0' }],
    ['next not_seconds "1.5"', { next: '1.5' }],
    ['valid_from not_a_date "2026-02-30"', { valid_from: '2026-02-30' }],
  ])('says %s with its line, and keeps the right lines', (problem, wrong) => {
    const { rates, problems } = readRates([row(), row({ prefix: '49', ...wrong })], 'EUR');
    expect(problems.map(({ line, column, code, found }) => `${line} ${column} ${code} "${found}"`)).toEqual([
      `3 ${problem}`,
    ]);
    expect(rates).toHaveLength(1);
  });

  test('a prefix has one price a day', () => {
    const twice = readRates([row(), row({ prefix: '+33' }), row({ valid_from: '2026-06-01' })], 'EUR');
    expect(twice.problems).toEqual([{ line: 3, column: 'prefix', code: 'twice', found: '33' }]);
    expect(twice.rates).toHaveLength(2);
  });
});

describe('a rate card', () => {
  const card = createRateCard(
    'v1',
    'EUR',
    ratesOf(
      row(),
      row({ prefix: '336', destination: 'France, mobile', kind: 'mobile', rate: '0.15' }),
      row({ prefix: '336', destination: 'France, mobile', kind: 'mobile', rate: '0.20', valid_from: '2026-06-01' }),
      row({ prefix: '44', destination: 'United Kingdom', country: 'GB', valid_from: '2026-06-01' }),
    ),
  );
  const priceOf = (number: string, day = '2026-01-15') => {
    const rate = card.find(number, day);
    return rate === null ? null : `${rate.prefix} ${rate.price.pricePerMinute.amountPrecise.slice(0, 4)}`;
  };

  test('the longest prefix wins, then the latest day that has begun', () => {
    expect(priceOf('+33123456789')).toBe('33 0.03');
    expect(priceOf('+33612345678')).toBe('336 0.15');
    expect(priceOf('+33612345678', '2026-05-31')).toBe('336 0.15');
    expect(priceOf('+33612345678', '2026-06-01')).toBe('336 0.20');
  });

  test('has no price for other numbers, nor before its first day', () => {
    expect(priceOf('+499012345')).toBeNull();
    expect(priceOf('+442071234567')).toBeNull();
    expect(priceOf('+')).toBeNull();
    expect(createRateCard('empty', 'EUR', []).find('+331', '2026-01-01')).toBeNull();
  });
});

describe('a new file against the old one', () => {
  test('tells what comes, what goes and what costs more or less', () => {
    const old = ratesOf(row(), row({ prefix: '49' }), row({ prefix: '34' }), row({ prefix: '41', rate: '1' }));
    const fresh = ratesOf(
      row({ rate: '0.04' }),
      row({ prefix: '39' }),
      row({ prefix: '34', first: '1' }),
      row({ prefix: '41', rate: '1.0' }),
    );
    const { added, removed, changed, unchanged } = compareRates(old, fresh);
    expect(added.map(({ prefix }) => prefix)).toEqual(['39']);
    expect(removed.map(({ prefix }) => prefix)).toEqual(['49']);
    expect(changed.map(({ after, direction }) => [after.prefix, direction])).toEqual([
      ['33', 'up'],
      ['34', 'same_price'],
    ]);
    expect(unchanged).toBe(1);
  });
});
