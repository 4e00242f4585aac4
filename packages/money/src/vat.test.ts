import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, money, precise, splitGross, vatTotals, type VatLine } from './index.ts';

const standard = { category: 'S', ratePercent: precise('20') } as const;
const outside = { category: 'O', ratePercent: precise('0') } as const;

describe('VAT', () => {
  it('G-4: is computed per category on the sum of rounded lines', () => {
    const lines: VatLine<'EUR'>[] = [1n, 1n, 1n].map((units) => ({ ...standard, net: money(units, 'EUR') }));
    const totals = vatTotals(lines, 'EUR');
    expect(totals.vat).toEqual(money(1n, 'EUR'));
    expect(totals.subtotals).toEqual([{ ...standard, base: money(3n, 'EUR'), vat: money(1n, 'EUR') }]);
  });

  it('of the reference month: 315.00 € and 20 % make 378.00 €', () => {
    const totals = vatTotals(
      [
        { ...standard, net: money(30_000n, 'EUR') },
        { ...standard, net: money(1500n, 'EUR') },
      ],
      'EUR',
    );
    expect([totals.net, totals.vat, totals.gross].map((m) => m.amountMinor)).toEqual([31_500n, 6300n, 37_800n]);
  });

  it('R-4.3-d: each rejected debit adds 10.00 € and its VAT to the next attempt', () => {
    const fee = vatTotals([{ ...standard, net: money(1000n, 'EUR') }], 'EUR').gross;
    const second = add(money(37_800n, 'EUR'), fee);
    expect(second).toEqual(money(39_000n, 'EUR'));
    expect(add(second, fee)).toEqual(money(40_200n, 'EUR'));
  });

  it('keeps categories apart, in order of appearance', () => {
    const totals = vatTotals(
      [
        { ...standard, net: money(1000n, 'EUR') },
        { ...outside, net: money(4000n, 'EUR') },
        { category: 'S', ratePercent: precise('8.5'), net: money(1000n, 'EUR') },
      ],
      'EUR',
    );
    expect(totals.subtotals.map((s) => [s.category, s.vat.amountMinor])).toEqual([
      ['S', 200n],
      ['O', 0n],
      ['S', 85n],
    ]);
    expect(totals.gross).toEqual(money(6285n, 'EUR'));
    expect(vatTotals([], 'EUR').gross).toEqual(money(0n, 'EUR'));
  });

  it('refuses a rate that does not go with its category, and lines of another currency', () => {
    const net = money(100n, 'EUR');
    expect(() => vatTotals([{ category: 'AE', ratePercent: precise('20'), net }], 'EUR')).toThrow(RangeError);
    expect(() => vatTotals([{ category: 'S', ratePercent: precise('0'), net }], 'EUR')).toThrow(RangeError);
    expect(() => splitGross(net, { category: 'S', ratePercent: precise('-1') })).toThrow(RangeError);
    // @ts-expect-error a line in pounds
    expect(() => vatTotals([{ ...standard, net: money(100n, 'GBP') }], 'EUR')).toThrow(TypeError);
  });

  it('splits what was paid into net and VAT that sum to it', () => {
    expect(splitGross(money(1200n, 'EUR'), standard)).toEqual({ net: money(1000n, 'EUR'), vat: money(200n, 'EUR') });
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
        fc.integer({ min: 1, max: 3000 }),
        (units, rate) => {
          const treatment = { category: 'S', ratePercent: precise(`${rate / 100}`) } as const;
          const gross = money(units, 'EUR');
          const { net, vat } = splitGross(gross, treatment);
          expect(add(net, vat)).toEqual(gross);
          const again = vatTotals([{ ...treatment, net }], 'EUR').vat.amountMinor - vat.amountMinor;
          expect(again >= -1n && again <= 1n).toBe(true);
        },
      ),
    );
  });
});
