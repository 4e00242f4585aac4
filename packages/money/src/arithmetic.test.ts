import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  ledgerPrice,
  microMoney,
  money,
  multiply,
  multiplyByRate,
  negate,
  percentOf,
  precise,
  price,
  priceCap,
  subtract,
  sum,
  sumMicro,
  toMicro,
  toMinor,
  toPrice,
  type Currency,
} from './index.ts';

const euros = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((units) => money(units, 'EUR'));
const micros = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map((units) => microMoney(units, 'EUR'));
const rates = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).map((units) => precise(`${units}`));

describe('amounts', () => {
  it('add up in any order and grouping', () => {
    fc.assert(
      fc.property(euros, euros, euros, (a, b, c) => {
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(add(a, b)).toEqual(add(b, a));
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(sum([a, b, c], 'EUR')).toEqual(add(add(a, b), c));
      }),
    );
  });

  it('are each other’s mirror when negated, and have no negative zero', () => {
    fc.assert(
      fc.property(euros, (a) => {
        expect(negate(negate(a))).toEqual(a);
        expect(add(a, negate(a))).toEqual(money(0n, 'EUR'));
        expect(compare(a, negate(a))).toBe(-compare(negate(a), a) + 0);
      }),
    );
    expect(negate(money(0n, 'EUR'))).toEqual(money(0n, 'EUR'));
  });

  it('compare as a total order', () => {
    fc.assert(
      fc.property(fc.array(euros), (list) => {
        const sorted = list.toSorted((a, b) => compare(a, b));
        sorted.slice(1).forEach((amount, index) => {
          const before = sorted[index];
          expect(before && before.amountMinor <= amount.amountMinor).toBe(true);
        });
      }),
    );
  });

  it('pass from cents to micro-units and back without loss', () => {
    fc.assert(
      fc.property(euros, (a) => {
        expect(toMinor(toMicro(a), 'invoice_line')).toEqual(a);
      }),
    );
    expect(toMicro(money(6n, 'EUR'))).toEqual(microMoney(60_000n, 'EUR'));
    expect(toMinor(microMoney(5_000n, 'EUR'), 'invoice_line')).toEqual(money(1n, 'EUR'));
    expect(toMinor(microMoney(4_999n, 'EUR'), 'invoice_line')).toEqual(money(0n, 'EUR'));
    expect(toMinor(microMoney(9_999n, 'EUR'), 'cap')).toEqual(money(0n, 'EUR'));
    expect(toPrice(money(31_500n, 'EUR'))).toEqual(price('315', 'EUR'));
  });

  it('never lie further than half a cent from their micro-units', () => {
    fc.assert(
      fc.property(micros, (a) => {
        const distance = toMicro(toMinor(a, 'ledger')).amountMicro - a.amountMicro;
        expect(distance >= -5_000n && distance <= 5_000n).toBe(true);
      }),
    );
  });

  it('round a half away from zero, so that a credit note mirrors its line', () => {
    fc.assert(
      fc.property(euros, rates, (a, rate) => {
        expect(multiplyByRate(negate(a), rate, 'invoice_line')).toEqual(
          negate(multiplyByRate(a, rate, 'invoice_line')),
        );
      }),
    );
    expect(multiplyByRate(money(5n, 'EUR'), precise('0.5'), 'invoice_line')).toEqual(money(3n, 'EUR'));
    expect(multiplyByRate(money(-5n, 'EUR'), precise('0.5'), 'invoice_line')).toEqual(money(-3n, 'EUR'));
    expect(multiplyByRate(money(-5n, 'EUR'), precise('0.5'), 'cap')).toEqual(money(-2n, 'EUR'));
  });

  it('multiply as often as they are added', () => {
    fc.assert(
      fc.property(euros, fc.integer({ min: 0, max: 50 }), (a, count) => {
        expect(multiply(a, BigInt(count))).toEqual(
          sum(
            Array.from({ length: count }, () => a),
            'EUR',
          ),
        );
        expect(multiplyByRate(a, precise(`${count}`), 'ledger')).toEqual(multiply(a, BigInt(count)));
      }),
    );
    expect(multiply(microMoney(7n, 'EUR'), 3n)).toEqual(microMoney(21n, 'EUR'));
    expect(sumMicro([microMoney(7n, 'EUR'), microMoney(-2n, 'EUR')], 'EUR')).toEqual(microMoney(5n, 'EUR'));
    expect(ledgerPrice(price('0.0305', 'EUR'), 2n)).toEqual(microMoney(61_000n, 'EUR'));
  });
});

describe('currencies and units', () => {
  it('cannot be mixed: the compiler refuses, and so does the program', () => {
    // @ts-expect-error pounds are no euros
    expect(() => add(money(1n, 'EUR'), money(1n, 'GBP'))).toThrow(TypeError);
    // @ts-expect-error pounds are no euros
    expect(() => subtract(microMoney(1n, 'EUR'), microMoney(1n, 'GBP'))).toThrow(TypeError);
    // @ts-expect-error pounds are no euros
    expect(() => compare(money(1n, 'EUR'), money(1n, 'GBP'))).toThrow(TypeError);
    // @ts-expect-error pounds are no euros
    expect(() => sum([money(1n, 'GBP')], 'EUR')).toThrow(TypeError);
    // @ts-expect-error cents are no micro-units
    expect(() => add(money(1n, 'EUR'), microMoney(1n, 'EUR'))).toThrow(TypeError);
    const [read, other] = ['USD', 'EUR'] satisfies [Currency, Currency] as [Currency, Currency];
    expect(() => add(money(1n, read), money(1n, other))).toThrow('USD and EUR');
    // @ts-expect-error plain integers are not amounts of money until they are said to be
    expect(() => add({ amountMinor: 1n, currency: 'EUR' }, money(1n, 'GBP'))).toThrow(TypeError);
    // @ts-expect-error not in the table
    expect(() => money(1n, 'XYZ')).toThrow(RangeError);
  });
});

describe('percentages', () => {
  it('R-A3.5-a: a price rises by at most 6 %, rounded down to the cent', () => {
    const six = precise('6');
    expect(priceCap(money(3000n, 'EUR'), six)).toEqual(money(3180n, 'EUR'));
    expect(priceCap(money(3180n, 'EUR'), six)).toEqual(money(3370n, 'EUR'));
    expect(priceCap(money(500n, 'EUR'), six)).toEqual(money(530n, 'EUR'));
    expect(() => priceCap(money(-1n, 'EUR'), six)).toThrow(RangeError);
  });

  it('R-A5.3-d: credits of 5, 10 and 20 % of the month’s invoice', () => {
    const invoice = money(31_500n, 'EUR');
    const credits = ['5', '10', '20'].map((tier) => percentOf(invoice, precise(tier), 'invoice_line').amountMinor);
    expect(credits).toEqual([1575n, 3150n, 6300n]);
  });

  it('never exceed the cap they are rounded down from', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.integer({ min: 0, max: 100 }), (units, percent) => {
        const cap = priceCap(money(units, 'EUR'), precise(`${percent}`)).amountMinor;
        expect(cap * 100n <= units * BigInt(100 + percent)).toBe(true);
        expect((cap + 1n) * 100n > units * BigInt(100 + percent)).toBe(true);
      }),
    );
  });
});
