import { money } from '@carillon/money';
import { describe, expect, it } from 'vitest';
import { currencyFor, priceAt, priceListOn, type PriceList } from './prices.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const list = (validFrom: string, cents: bigint, currency: 'EUR' | 'GBP' = 'EUR'): PriceList => ({
  id: `${currency} ${validFrom}`,
  currency,
  validFrom: day(validFrom),
  prices: new Map([['cadence', money(cents, currency)]]),
});
const lists = [list('2026-06-04', 1_200n), list('2026-01-01', 1_000n), list('2026-01-01', 900n, 'GBP')];

describe('prices', () => {
  it('R-3.1-a: an option bought on 3 June keeps the list price of that day', () => {
    const on3June = priceListOn(lists, 'EUR', day('2026-06-03'));
    expect(priceAt('cadence', { agreed: null, list: on3June })).toEqual(money(1_000n, 'EUR'));
    const on4June = priceListOn(lists, 'EUR', day('2026-06-04'));
    expect(priceAt('cadence', { agreed: null, list: on4June })).toEqual(money(1_200n, 'EUR'));
  });

  it('R-3.1-a: the order form comes before the list', () => {
    const listed = priceListOn(lists, 'EUR', day('2026-06-03'));
    expect(priceAt('cadence', { agreed: money(0n, 'EUR'), list: listed })).toEqual(money(0n, 'EUR'));
    expect(priceAt('airo', { agreed: null, list: listed })).toBeNull();
    expect(priceListOn(lists, 'EUR', day('2025-12-31'))).toBeNull();
    expect(priceListOn(lists, 'GBP', day('2026-12-31'))?.id).toBe('GBP 2026-01-01');
  });

  it('R-3.1-b: pounds in the United Kingdom, dollars in the United States, euros elsewhere', () => {
    const policy = { GB: 'GBP', US: 'USD', other: 'EUR' };
    expect(['GB', 'US', 'FR', 'CH', 'GG'].map((country) => currencyFor(country, policy))).toEqual([
      'GBP',
      'USD',
      'EUR',
      'EUR',
      'EUR',
    ]);
  });
});
