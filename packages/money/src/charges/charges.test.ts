import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  chargeFor,
  money,
  precise,
  price,
  prorate,
  shortDecimal,
  sum,
  type Charge,
  type ChargeModel,
  type Tier,
} from '../index.ts';
import { divideRounded } from '../rounding.ts';
import { scaled } from '../precise.ts';

const tiers: Tier[] = [
  { upTo: precise('10'), unitPrice: precise('5') },
  { upTo: precise('100'), unitPrice: precise('4'), fixedAmount: precise('2.5') },
  { upTo: null, unitPrice: precise('3.125') },
];

const models: ChargeModel<'EUR'>[] = [
  { kind: 'per_unit', unitPrice: price('0.01234567', 'EUR') },
  { kind: 'graduated', currency: 'EUR', tiers },
  { kind: 'volume', currency: 'EUR', tiers },
  { kind: 'package', packageSize: precise('50'), packagePrice: price('9.99', 'EUR') },
  { kind: 'percentage', currency: 'EUR', percent: precise('2.5'), fixedAmount: price('0.2', 'EUR') },
  { kind: 'allowance_then_rate', allowance: precise('500'), unitPrice: price('0.03', 'EUR') },
];

const counts = fc.integer({ min: 0, max: 1_000_000 });

function charge(model: ChargeModel<'EUR'>, units: string) {
  const { amountMinor, amountPrecise, unitAmount, explanation } = chargeFor(model, precise(units));
  return {
    cents: amountMinor,
    exactly: shortDecimal(amountPrecise),
    each: shortDecimal(unitAmount),
    lines: explanation.map((line) => line.kind),
  };
}

function explained(charged: Charge): bigint {
  return charged.explanation.reduce((total, line) => {
    return total + ('amountPrecise' in line ? scaled(line.amountPrecise) : 0n);
  }, 0n);
}

describe('charge models', () => {
  it('per_unit', () => {
    const accesses: ChargeModel<'EUR'> = { kind: 'per_unit', unitPrice: price('30', 'EUR') };
    expect(charge(accesses, '10')).toEqual({ cents: 30_000n, exactly: '300', each: '30', lines: ['units'] });
    expect(charge(accesses, '0')).toEqual({ cents: 0n, exactly: '0', each: '0', lines: ['units'] });
  });

  it('graduated: each unit at the price of its tier', () => {
    const model: ChargeModel<'EUR'> = { kind: 'graduated', currency: 'EUR', tiers };
    expect(charge(model, '10')).toEqual({ cents: 5000n, exactly: '50', each: '5', lines: ['tier'] });
    expect(charge(model, '11')).toMatchObject({ exactly: '56.5', lines: ['tier', 'tier', 'fixed'] });
    expect(charge(model, '101')).toMatchObject({ exactly: '415.625', cents: 41_563n });
    expect(charge(model, '0')).toMatchObject({ exactly: '0', lines: [] });
  });

  it('volume: all units at the price that the total reaches', () => {
    const model: ChargeModel<'EUR'> = { kind: 'volume', currency: 'EUR', tiers };
    expect(charge(model, '10')).toMatchObject({ exactly: '50' });
    expect(charge(model, '11')).toMatchObject({ exactly: '46.5', lines: ['tier', 'fixed'] });
    expect(charge(model, '1000')).toMatchObject({ exactly: '3125', each: '3.125' });
  });

  it('package: one begun is one owed', () => {
    const model: ChargeModel<'EUR'> = {
      kind: 'package',
      packageSize: precise('50'),
      packagePrice: price('9.99', 'EUR'),
    };
    expect(charge(model, '0')).toMatchObject({ exactly: '0', lines: [] });
    expect(charge(model, '50')).toMatchObject({ exactly: '9.99', lines: ['packages'] });
    expect(charge(model, '51')).toMatchObject({ exactly: '19.98' });
  });

  it('percentage of an amount', () => {
    const model: ChargeModel<'EUR'> = { kind: 'percentage', currency: 'EUR', percent: precise('5') };
    expect(charge(model, '315')).toMatchObject({ exactly: '15.75', cents: 1575n, lines: ['percent'] });
    const withFee: ChargeModel<'EUR'> = { ...model, fixedAmount: price('0.2', 'EUR') };
    expect(charge(withFee, '315')).toMatchObject({ exactly: '15.95', lines: ['percent', 'fixed'] });
  });

  it('allowance_then_rate', () => {
    const model: ChargeModel<'EUR'> = {
      kind: 'allowance_then_rate',
      allowance: precise('500'),
      unitPrice: price('0.03', 'EUR'),
    };
    expect(charge(model, '500')).toMatchObject({ exactly: '0', lines: ['included'] });
    expect(charge(model, '512')).toMatchObject({ exactly: '0.36', lines: ['included', 'units'] });
  });

  it('R-A4.5-d: the penalty of 0.08 € a minute comes on top of the nominal price', () => {
    expect(charge({ kind: 'per_unit', unitPrice: price('0.11', 'EUR') }, '1200').cents).toBe(13_200n);
    expect(charge({ kind: 'per_unit', unitPrice: price('0.08', 'EUR') }, '1200').cents).toBe(9600n);
  });

  it('R-A3.1-j: six months of a number’s price', () => {
    expect(charge({ kind: 'per_unit', unitPrice: price('5', 'EUR') }, '6').cents).toBe(3000n);
  });

  it('round once, are explained to the last decimal, and never fall when units rise', () => {
    fc.assert(
      fc.property(fc.constantFrom(...models), counts, (model, units) => {
        const charged = chargeFor(model, precise(`${units}`));
        expect(charged.amountMinor).toBe(divideRounded(scaled(charged.amountPrecise), 10n ** 6n, 'half_up'));
        expect(explained(charged)).toBe(scaled(charged.amountPrecise));
        const more = chargeFor(model, precise(`${units + 1}`));
        // Volume pricing may cost less for one unit more: that is what it is for.
        if (model.kind !== 'volume') expect(more.amountMinor >= charged.amountMinor).toBe(true);
      }),
    );
  });

  it('refuse what is no model and no quantity', () => {
    const graduated = (list: Tier[]) => () =>
      chargeFor({ kind: 'graduated', currency: 'EUR', tiers: list }, precise('1'));
    expect(graduated([])).toThrow(RangeError);
    expect(graduated(tiers.slice(0, 2))).toThrow('open');
    expect(graduated([...tiers, ...tiers])).toThrow('open');
    expect(graduated([tiers[1] as Tier, tiers[0] as Tier, tiers[2] as Tier])).toThrow('rise');
    expect(() =>
      charge({ kind: 'package', packageSize: precise('0'), packagePrice: price('1', 'EUR') }, '1'),
    ).toThrow();
    for (const model of models) expect(() => chargeFor(model, precise('-1'))).toThrow(RangeError);
  });
});

describe('prorate', () => {
  const cents = (unitPrice: string, units: string, days: number, ofDays: number) =>
    prorate({ unitPrice: price(unitPrice, 'EUR'), units: precise(units), days, ofDays }).amountMinor;

  it('R-4.2-b: accesses added in a period, by whole days of the anniversary period, rounded per line', () => {
    expect(cents('30', '2', 14, 31)).toBe(2710n);
    expect(cents('30', '1', 14, 31)).toBe(1355n);
    expect(cents('360', '2', 289, 365)).toBe(57_008n);
    const line = prorate({ unitPrice: price('30', 'EUR'), units: precise('2'), days: 14, ofDays: 31 });
    expect(line.amountPrecise).toBe('27.09677419');
    expect(line.explanation).toEqual([
      { kind: 'proration', fullAmount: '60.00000000', days: 14, ofDays: 31, amountPrecise: '27.09677419' },
    ]);
  });

  it('R-A1-e: a fax number added on the 1st costs 2.26 € to the 15th', () => {
    expect(cents('5', '1', 14, 31)).toBe(226n);
  });

  it('costs nothing for no day, the whole for the whole, and never more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 366 }), fc.nat(366), fc.nat(100_000), (ofDays, used, units) => {
        const days = Math.min(used, ofDays);
        const unitPrice = '12.3456';
        const full = cents(unitPrice, `${units}`, ofDays, ofDays);
        expect(cents(unitPrice, `${units}`, 0, ofDays)).toBe(0n);
        expect(cents(unitPrice, `${units}`, days, ofDays) <= full).toBe(true);
        expect(full).toBe(
          chargeFor({ kind: 'per_unit', unitPrice: price(unitPrice, 'EUR') }, precise(`${units}`)).amountMinor,
        );
      }),
    );
  });

  it('splits a period into pieces that sum to the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 12 }),
        fc.nat(10 ** 6),
        (days, units) => {
          const full = money(BigInt(units), 'EUR');
          const pieces = allocate(full, days.map(BigInt));
          const ofDays = days.reduce((a, b) => a + b, 0);
          expect(sum(pieces, 'EUR')).toEqual(full);
          pieces.forEach((piece, index) => {
            const alone = cents(`${units / 100}`, '1', days[index] ?? 0, ofDays);
            const distance = piece.amountMinor - alone;
            expect(distance >= -1n && distance <= 1n).toBe(true);
          });
        },
      ),
    );
  });

  it('refuses days outside the period', () => {
    expect(() => cents('1', '1', 32, 31)).toThrow(RangeError);
    expect(() => cents('1', '1', -1, 31)).toThrow(RangeError);
    expect(() => cents('1', '1', 1.5, 31)).toThrow(RangeError);
    expect(() => cents('1', '1', 0, 0)).toThrow(RangeError);
  });
});
