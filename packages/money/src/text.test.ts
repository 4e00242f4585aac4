import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allCurrencies,
  decimalText,
  formatMicroMoney,
  formatMoney,
  formatPrice,
  microMoney,
  money,
  moneyFromDecimal,
  parseMoney,
  price,
} from './index.ts';

const locales = ['fr', 'en', 'es', 'it', 'pt', 'de', 'nl', 'fr-CH', 'en-GB'];
const amounts = fc.record({
  units: fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }),
  currency: fc.constantFrom(...allCurrencies),
});

/** Intl writes narrow and wide no-break spaces; people read spaces. */
function spaced(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

describe('formatMoney', () => {
  it('writes as each language does', () => {
    expect(spaced(formatMoney(money(123_450n, 'EUR'), 'fr'))).toBe('1 234,50 €');
    expect(formatMoney(money(123_450n, 'EUR'), 'en')).toBe('€1,234.50');
    expect(formatMoney(money(-1000n, 'GBP'), 'en-GB')).toBe('-£10.00');
    expect(spaced(formatMoney(money(10n ** 20n + 1n, 'EUR'), 'fr'))).toBe('1 000 000 000 000 000 000,01 €');
  });

  it('writes prices with the decimals they have', () => {
    expect(spaced(formatPrice(price('0.03', 'EUR'), 'fr'))).toBe('0,03 €');
    expect(spaced(formatPrice(price('0.0125', 'EUR'), 'fr'))).toBe('0,0125 €');
    expect(formatPrice(price('30', 'EUR'), 'en')).toBe('€30.00');
    expect(formatMicroMoney(microMoney(30_500n, 'EUR'), 'en')).toBe('€0.0305');
    expect(formatMicroMoney(microMoney(-7_350_000n, 'EUR'), 'en')).toBe('-€7.35');
  });

  it('never writes a negative zero', () => {
    for (const locale of locales) expect(formatMoney(money(-0n, 'EUR'), locale)).not.toMatch(/[-\u2212]/);
    expect(decimalText(money(-0n, 'EUR'))).toBe('0.00');
  });
});

describe('parseMoney', () => {
  const read = (text: string, locale: string) => {
    const parsed = parseMoney(text, 'EUR', locale);
    return parsed.kind === 'money' ? parsed.money.amountMinor : parsed.reason;
  };

  it('reads what people type', () => {
    expect(
      ['12', '12,5', '1 234,50 €', '1\u202f234,50\u00a0€', '-3,00', '− 3', '0012'].map((text) => read(text, 'fr')),
    ).toEqual([1200n, 1250n, 123_450n, 123_450n, -300n, -300n, 1200n]);
    expect(['1,234.5', '€12', '-€12.00', 'EUR 12', '12 EUR'].map((text) => read(text, 'en'))).toEqual([
      123_450n,
      1200n,
      -1200n,
      1200n,
      1200n,
    ]);
  });

  it('refuses what could be misread', () => {
    expect(read('1,5', 'en')).toBe('not_an_amount');
    expect(read('1.5', 'fr')).toBe('not_an_amount');
    expect(read('1 5', 'fr')).toBe('not_an_amount');
    expect(read('12 34', 'en')).toBe('not_an_amount');
    expect(read('12 $', 'fr')).toBe('not_an_amount');
    expect(read('1e3', 'en')).toBe('not_an_amount');
    expect(read('12,345', 'fr')).toBe('too_many_decimals');
    expect(read('  ', 'fr')).toBe('empty');
    expect(read('€', 'fr')).toBe('empty');
    expect(read('1'.repeat(16), 'fr')).toBe('too_large');
  });

  it('reads back what formatMoney wrote, in every language', () => {
    fc.assert(
      fc.property(amounts, fc.constantFrom(...locales), ({ units, currency }, locale) => {
        const amount = money(units, currency);
        expect(parseMoney(formatMoney(amount, locale), currency, locale)).toEqual({ kind: 'money', money: amount });
      }),
      { numRuns: 500 },
    );
  });
});

describe('decimalText', () => {
  it('is what files and banks want', () => {
    expect([37_800n, 5n, -5n, -12_345n].map((units) => decimalText(money(units, 'EUR')))).toEqual([
      '378.00',
      '0.05',
      '-0.05',
      '-123.45',
    ]);
    expect(() => moneyFromDecimal('0.001', 'EUR')).toThrow(RangeError);
  });

  it('is read back without loss', () => {
    const small = fc.bigInt({ min: -(10n ** 12n) + 1n, max: 10n ** 12n - 1n });
    fc.assert(
      fc.property(small, (units) => {
        const amount = money(units, 'USD');
        expect(moneyFromDecimal(decimalText(amount), 'USD')).toEqual(amount);
      }),
    );
  });
});
