import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billableSeconds, callRater, microMoney, price, startedMinutes, type CallRate } from './index.ts';
import { divideRounded } from './rounding.ts';

const startedMinute = { initialSeconds: 60, nextSeconds: 60 };
const perSecond = { initialSeconds: 1, nextSeconds: 1 };

function rateOf(perMinute: string, connection = '0', increments = startedMinute): CallRate<'EUR'> {
  return { pricePerMinute: price(perMinute, 'EUR'), connectionFee: price(connection, 'EUR'), ...increments };
}

const rates = fc
  .record({
    perMinute: fc.nat(10 ** 8),
    connection: fc.nat(10 ** 8),
    initialSeconds: fc.integer({ min: 1, max: 120 }),
    nextSeconds: fc.integer({ min: 1, max: 120 }),
  })
  .map(({ perMinute, connection, ...increments }) =>
    rateOf(
      `0.${String(perMinute).padStart(8, '0').slice(-8)}`,
      `0.${String(connection).padStart(8, '0').slice(-8)}`,
      increments,
    ),
  );
const talkTimes = fc.integer({ min: 0, max: 20_000 });

describe('rating of calls', () => {
  it('R-A3.3-a: 61 seconds at 0.03 € are two started minutes, or 0.0305 € by the second', () => {
    expect(callRater(rateOf('0.03')).rate(61)).toEqual({ billableSeconds: 120, price: microMoney(60_000n, 'EUR') });
    expect(callRater(rateOf('0.03', '0', perSecond)).rate(61).price).toEqual(microMoney(30_500n, 'EUR'));
  });

  it('R-A1-d: a forwarded leg of 7 min 10 s to France costs 0.24 €', () => {
    expect(callRater(rateOf('0.03')).rate(430).price).toEqual(microMoney(240_000n, 'EUR'));
  });

  it('R-A1quinq-b: every minute begun is due, call by call', () => {
    expect([61, 5, 120].map(startedMinutes)).toEqual([2, 1, 2]);
    expect(startedMinutes(0)).toBe(0);
  });

  it('bills the first increment whole, then the next ones', () => {
    const increments = { initialSeconds: 30, nextSeconds: 6 };
    const billed = [0, 1, 30, 31, 36, 37].map((seconds) => billableSeconds(seconds, increments));
    expect(billed).toEqual([0, 30, 30, 36, 36, 42]);
    expect(() => billableSeconds(-1, increments)).toThrow(RangeError);
    expect(() => billableSeconds(1.5, increments)).toThrow(RangeError);
  });

  it('charges the connection fee once, and nothing for a call that nobody answered', () => {
    const rater = callRater(rateOf('0.03', '0.1'));
    expect(rater.rate(0).price).toEqual(microMoney(0n, 'EUR'));
    expect(rater.rate(1).price).toEqual(microMoney(130_000n, 'EUR'));
    expect(rater.rate(121).price).toEqual(microMoney(190_000n, 'EUR'));
  });

  it('rounds a call once, half up to the micro-unit', () => {
    expect(callRater(rateOf('0.00002997', '0', perSecond)).rate(1).price.amountMicro).toBe(0n);
    expect(callRater(rateOf('0.00003', '0', perSecond)).rate(1).price.amountMicro).toBe(1n);
  });

  it('agrees with an exact rational model to half a micro-unit a call, and never falls with time', () => {
    fc.assert(
      fc.property(rates, talkTimes, (rate, seconds) => {
        const rater = callRater(rate);
        const { billableSeconds: billed, price: cost } = rater.rate(seconds);
        const numerator =
          60n * BigInt(rate.connectionFee.amountPrecise.replace('.', '')) +
          BigInt(billed) * BigInt(rate.pricePerMinute.amountPrecise.replace('.', ''));
        const distance = 2n * (cost.amountMicro * 6000n - (billed === 0 ? 0n : numerator));
        expect(distance >= -6000n && distance <= 6000n).toBe(true);
        expect(rater.rate(seconds + 1).price.amountMicro >= cost.amountMicro).toBe(true);
        expect(billed >= seconds).toBe(true);
      }),
    );
  });

  it('does not drift over many calls: the sum stays within half a micro-unit a call of the exact sum', () => {
    const rater = callRater(rateOf('0.0499', '0', { initialSeconds: 1, nextSeconds: 1 }));
    let sum = 0n;
    let exactSum = 0n;
    for (let index = 0; index < 100_000; index += 1) {
      const seconds = (index * 7919) % 3600;
      sum += rater.rate(seconds).price.amountMicro;
      exactSum += 4_990_000n * BigInt(seconds);
    }
    const distance = sum - divideRounded(exactSum, 6000n, 'half_up');
    expect(distance > -50_000n && distance < 50_000n).toBe(true);
    // Half up leans upwards by the halves alone, which are rare here: far less than the bound.
    expect(distance < 20_000n).toBe(true);
  });
});

describe('the time that a budget pays for', () => {
  it('is counted in whole increments', () => {
    const rater = callRater(rateOf('0.03'));
    expect(rater.affordable(microMoney(29_999n, 'EUR'))).toEqual({ kind: 'none' });
    expect(rater.affordable(microMoney(30_000n, 'EUR'))).toEqual({ kind: 'limited', seconds: 60 });
    expect(rater.affordable(microMoney(89_999n, 'EUR'))).toEqual({ kind: 'limited', seconds: 120 });
    expect(rater.affordable(microMoney(-1n, 'EUR'))).toEqual({ kind: 'none' });
  });

  it('is without limit for a free destination, once its connection is paid', () => {
    expect(callRater(rateOf('0')).affordable(microMoney(0n, 'EUR'))).toEqual({ kind: 'unlimited' });
    expect(callRater(rateOf('0', '0.1')).affordable(microMoney(99_999n, 'EUR'))).toEqual({ kind: 'none' });
    expect(callRater(rateOf('0', '0.1')).affordable(microMoney(100_000n, 'EUR'))).toEqual({ kind: 'unlimited' });
  });

  it('is the longest that costs no more than the budget', () => {
    fc.assert(
      fc.property(rates, fc.bigInt({ min: 0n, max: 10n ** 8n }), (rate, budget) => {
        const rater = callRater(rate);
        const cost = (seconds: number) => rater.rate(seconds).price.amountMicro;
        const affordable = rater.affordable(microMoney(budget, 'EUR'));
        if (affordable.kind === 'none') expect(cost(1) > budget).toBe(true);
        if (affordable.kind === 'limited') {
          expect(cost(affordable.seconds) <= budget).toBe(true);
          expect(cost(affordable.seconds + 1) > budget).toBe(true);
          expect(rater.rate(affordable.seconds).billableSeconds).toBe(affordable.seconds);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses rates and budgets that make no sense', () => {
    expect(() => callRater(rateOf('-0.01'))).toThrow(RangeError);
    expect(() => callRater(rateOf('0.01', '0', { initialSeconds: 0, nextSeconds: 60 }))).toThrow(RangeError);
    // @ts-expect-error a budget in pounds
    expect(() => callRater(rateOf('0.01')).affordable(microMoney(1n, 'GBP'))).toThrow(TypeError);
  });
});
