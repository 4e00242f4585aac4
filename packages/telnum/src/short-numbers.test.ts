import { describe, expect, it } from 'vitest';
import { emergencyNumbers, extensionProblem } from './index.ts';

describe('extensionProblem', () => {
  it('accepts the usual plans', () => {
    for (const extension of ['101', '102', '2000', '4999', '20', '85', '600000'])
      expect(extensionProblem(extension, 'FR')).toBeNull();
  });

  it('refuses what an emergency call needs, in every country we list', () => {
    for (const country of ['FR', 'GB', 'DE'])
      for (const number of emergencyNumbers(country)) expect(extensionProblem(number, country)).toBe('emergency');
  });

  it('refuses public short numbers', () => {
    for (const extension of ['1014', '3900', '118218', '116111', '10', '11', '198'])
      expect(extensionProblem(extension, 'FR')).toBe('short_number');
  });

  it('refuses other shapes', () => {
    for (const extension of ['1', '1234567', '', '12a', '+12'])
      expect(extensionProblem(extension, 'FR')).toBe('format');
  });
});
