import { describe, expect, it } from 'vitest';
import { formatAsYouType, formatNumber } from './index.ts';

describe('formatNumber', () => {
  it('drops the country code only for a reader of that country', () => {
    expect(formatNumber('+33639980123', 'national', 'FR')).toBe('06 39 98 01 23');
    expect(formatNumber('+33639980123', 'national', 'GB')).toBe('+33 6 39 98 01 23');
    expect(formatNumber('+33639980123', 'international', 'FR')).toBe('+33 6 39 98 01 23');
    expect(formatNumber('+442079460123', 'national', 'FR')).toBe('+44 20 7946 0123');
  });

  it('leaves what it does not know unchanged', () => {
    expect(formatNumber('102', 'national', 'FR')).toBe('102');
  });
});

describe('formatAsYouType', () => {
  it('groups digits while they come', () => {
    expect(formatAsYouType('0612', 'FR')).toBe('06 12');
    expect(formatAsYouType('06 12-34.56 78', 'FR')).toBe('06 12 34 56 78');
    expect(formatAsYouType('+33 (0)6 12 34 56 78', 'FR')).toBe('+33 6 12 34 56 78');
  });

  it('leaves short numbers and codes as typed', () => {
    expect(formatAsYouType('112', 'FR')).toBe('112');
    expect(formatAsYouType('3900', 'FR')).toBe('3900');
    expect(formatAsYouType('*21#', 'FR')).toBe('*21#');
    expect(formatAsYouType('', 'FR')).toBe('');
  });
});
