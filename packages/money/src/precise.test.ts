import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { precise, readPrecise, shortDecimal } from './index.ts';
import { fromScaled, scaled } from './precise.ts';

describe('precise decimals', () => {
  it('are written as PostgreSQL prints a numeric(18,8)', () => {
    expect(precise('0.03')).toBe('0.03000000');
    expect(precise('-12')).toBe('-12.00000000');
    expect(precise('+007.5')).toBe('7.50000000');
    expect(precise('9999999999.99999999')).toBe('9999999999.99999999');
    expect(precise('-0')).toBe('0.00000000');
    expect(precise('0.120000000000')).toBe('0.12000000');
    expect([shortDecimal(precise('10')), shortDecimal(precise('0.0305')), shortDecimal(precise('0'))]).toEqual([
      '10',
      '0.0305',
      '0',
    ]);
  });

  it('say what is wrong with other texts', () => {
    const reasons = ['', 'abc', '1e3', '1,5', '.5', 'NaN', '0.123456789', '10000000000'].map((text) => {
      const read = readPrecise(text);
      return read.kind === 'invalid' ? read.reason : read.value;
    });
    expect(reasons).toEqual([...Array.from({ length: 6 }, () => 'not_a_number'), 'too_many_decimals', 'too_large']);
    expect(() => precise('1e3')).toThrow(RangeError);
    expect(() => fromScaled(10n ** 18n)).toThrow(RangeError);
  });

  it('go to integers and back without loss', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), (value) => {
        expect(scaled(fromScaled(value))).toBe(value);
        expect(precise(fromScaled(value))).toBe(fromScaled(value));
        expect(precise(shortDecimal(fromScaled(value)))).toBe(fromScaled(value));
      }),
    );
  });
});
