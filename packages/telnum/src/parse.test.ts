import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emergencyNumbers, parseNumber } from './index.ts';

const france = { country: 'FR' };

describe('numbers as people paste them', () => {
  it.each([
    ['06 12-34.56 78', '+33612345678'],
    ['+33 (0)1 23 45 67 89', '+33123456789'],
    ['+33(0)612345678', '+33612345678'],
    ['0033 6 12 34 56 78', '+33612345678'],
    ['00 33 (0) 6 12 34 56 78', '+33612345678'],
    ['tel:+33-1-99-00-12-34;ext=2', '+33199001234'],
    ['\u202A+33\u00A06\u00A039\u00A098\u00A001\u00A023\u202C', '+33639980123'],
    ['０６１２３４５６７８', '+33612345678'],
    ['01/99/00/12/34', '+33199001234'],
    ['+44 (0)20 7946 0123', '+442079460123'],
    ['06‑12–34—56−78', '+33612345678'],
    ['+1 (212) 555-0123', '+12125550123'],
    ['0800 123 456', '+33800123456'],
  ])('%s is %s', (text, e164) => {
    expect(parseNumber(text, france)).toMatchObject({ kind: 'e164', e164 });
  });

  it('reads the fiction ranges of ARCEP, which the demonstration uses', () => {
    for (const start of ['0199001', '0261911', '0353011', '0465711', '0536491', '0639981'])
      expect(parseNumber(`${start}234`.slice(0, 10), france)).toMatchObject({ kind: 'e164', country: 'FR' });
  });

  it('reads the same digits differently in another country', () => {
    expect(parseNumber('020 7946 0123', { country: 'GB' })).toMatchObject({ e164: '+442079460123', country: 'GB' });
    expect(parseNumber('020 7946 0123', france).kind).toBe('invalid');
  });
});

describe('emergency and short numbers', () => {
  it('finds every French emergency number, however written', () => {
    for (const number of ['15', '17', '18', '112', '114', '115', '119', '191', '196', '197', '116000', '116117']) {
      expect(parseNumber(number, france)).toMatchObject({ kind: 'emergency', number });
      expect(parseNumber(`+33${number}`, france)).toMatchObject({ kind: 'emergency', number });
      expect(parseNumber(` ${[...number].join(' ')} `, france)).toMatchObject({ kind: 'emergency', number });
    }
  });

  it('keeps countries apart, and 112 everywhere', () => {
    expect(parseNumber('999', { country: 'GB' })).toMatchObject({ kind: 'emergency', service: 'all' });
    expect(parseNumber('999', france).kind).toBe('invalid');
    for (const country of ['FR', 'GB', 'DE', 'IT', 'PL']) expect(emergencyNumbers(country)).toContain('112');
  });

  it('tells short numbers from emergency and ordinary ones', () => {
    for (const number of ['3900', '1014', '118008', '116111'])
      expect(parseNumber(number, france)).toEqual({ kind: 'short', number, country: 'FR' });
  });
});

describe('what is not a number', () => {
  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['appelle-moi', 'not_a_number'],
    ['06 12 34 56 7x', 'not_a_number'],
    ['*21#', 'not_a_number'],
    ['0', 'too_short'],
    ['+3361234567890123456', 'too_long'],
    ['+999123456789', 'unknown_country'],
    ['06 12 34', 'too_short'],
    ['+33012345678', 'not_in_plan'],
  ])('%j is refused as %s', (text, reason) => {
    expect(parseNumber(text, france)).toEqual({ kind: 'invalid', reason });
  });

  it('never throws, whatever is pasted', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('FR', 'GB', 'XX', ''), (text, country) => {
        expect(['e164', 'short', 'emergency', 'invalid']).toContain(parseNumber(text, { country }).kind);
      }),
    );
  });
});
