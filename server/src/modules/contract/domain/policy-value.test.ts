import { describe, expect, it } from 'vitest';
import { isAllowedValue } from './policy-value.ts';

describe('a changed figure', () => {
  it.each([
    [30, 45],
    ['0.08', '0.1'],
    [
      { EUR: '10.00', GBP: '10.00' },
      { EUR: '12.00', GBP: '9.00', USD: '12.00' },
    ],
    [
      [72, 72],
      [48, 48, 48],
    ],
    [false, true],
    ['Europe/Paris', 'Europe/London'],
  ] as const)('of %j may be %j', (value, changed) => {
    expect(isAllowedValue({ value }, changed)).toBe(true);
  });

  it.each([
    [30, '30'],
    [30, -1],
    [30, 1.5],
    ['0.08', 'free'],
    ['0.08', '-1'],
    [{ EUR: '10.00' }, { GBP: '10.00' }],
    [[72, 72], []],
    [
      [72, 72],
      [72, 'x'],
    ],
    [false, 'true'],
    ['FR', ''],
  ] as const)('of %j may not be %j', (value, changed) => {
    expect(isAllowedValue({ value }, changed)).toBe(false);
  });

  it('that is a choice stays among the choices', () => {
    const delivered = { value: 'P1M', alternatives: ['P30D'] };
    expect(isAllowedValue(delivered, 'P30D')).toBe(true);
    expect(isAllowedValue(delivered, 'P2M')).toBe(false);
    expect(isAllowedValue({ value: false, alternatives: ['true'] }, 'true')).toBe(false);
  });
});
