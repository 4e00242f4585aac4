import { microMoney } from '@carillon/money';
import { countryOf, eeaCountries } from '@carillon/telnum';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateCard } from '../rate-card/rate-card.ts';
import { readRates, type RateRow } from '../rate-card/read-rates.ts';
import { grantFor } from './credit-hold.ts';
import { priceCall, type CallingPlan, type CallToPrice } from './price-call.ts';

const row = (prefix: string, country: string, zone: string, rate: string): RateRow => ({
  prefix,
  destination: country,
  country,
  kind: 'fixed',
  zone,
  rate,
});

const { rates } = readRates(
  [
    row('33', 'FR', 'Inclus', '0.03'),
    row('49', 'DE', 'Inclus', '0.04'),
    row('34', 'ES', 'Inclus', '0.04'),
    row('41', 'CH', 'Inclus', '0.21'),
    row('44', 'GB', 'Inclus', '0.05'),
    row('1', 'US', 'Inclus', '0.02'),
    row('212', 'MA', 'World', '0.30'),
    row('262', 'RE', 'Inclus', '0.09'),
  ],
  'EUR',
);
const card = createRateCard('v1', 'EUR', rates);
const unlimited: CallingPlan = { kind: 'unlimited', zones: new Set(['Inclus']) };

/** Calls `destination` presenting `shown`. */
function priceOf(shown: string, destination: string, given: Partial<CallToPrice> = {}) {
  const call: CallToPrice = {
    leg: 'member',
    destination,
    shownCountry: countryOf(shown),
    plan: unlimited,
    day: '2026-03-02',
    ...given,
  };
  const price = priceCall(call, card, eeaCountries);
  return { kind: price.kind, rules: price.reasons.map(({ ruleId }) => ruleId), price };
}

const french = '+33123456789';
const british = '+442071234567';
const swiss = '+41443643535';

describe('included or charged', () => {
  test('R-A3.1-b: 42 minutes to a Spanish fixed line with a French number cost nothing', () => {
    expect(priceOf(french, '+34912345678')).toMatchObject({ kind: 'included', rules: ['R-A3.1-b'] });
  });

  test('R-A3.1-c: an EEA destination needs an EEA number', () => {
    expect(priceOf(french, '+4930123456').kind).toBe('included');
    expect(priceOf(british, french)).toMatchObject({ kind: 'charged', rules: ['R-A3.1-c', 'R-A3.3-a'] });
    expect(priceOf(british, '+12125550100').kind).toBe('included');
    expect(priceOf(british, '+442071234568').kind).toBe('included');
  });

  test('R-A3.1-c: overseas French numbers are of the EEA, Guernsey is not, and a number of no country is not', () => {
    expect(priceOf('+262262123456', french).kind).toBe('included');
    expect(priceOf(french, '+262262123456').kind).toBe('included');
    expect(countryOf('+447911123456')).toBe('GG');
    expect(priceOf('+447911123456', french).kind).toBe('charged');
    expect(priceOf(french, '+4930123456', { shownCountry: null }).kind).toBe('charged');
  });

  test('R-A3.1-d: Switzerland needs a Swiss number, and a Swiss number is none of the EEA', () => {
    expect(priceOf(french, swiss)).toMatchObject({ kind: 'charged', rules: ['R-A3.1-d', 'R-A3.3-a'] });
    expect(priceOf(swiss, '+41443643536').kind).toBe('included');
    expect(priceOf(swiss, french)).toMatchObject({ kind: 'charged', rules: ['R-A3.1-c', 'R-A3.3-a'] });
  });

  test('R-A1-d: what goes on without its member is charged, even to an included destination', () => {
    const forwarded = priceOf(french, '+33140506070', { leg: 'forwarded' });
    expect(forwarded).toMatchObject({ kind: 'charged', rules: ['R-A1-d', 'R-A3.3-a'] });
    if (forwarded.price.kind !== 'charged') throw new Error('not charged');
    // 7 min 10 s to a French fixed line: 8 × 0.03 = 0.24 EUR.
    expect(forwarded.price.rate.rater.rate(430).price.amountMicro).toBe(240_000n);
  });

  test('R-A3.1-b: fax is included like calls; another zone, another plan or a suspended one is not', () => {
    expect(priceOf(french, '+34912345678', { leg: 'fax' }).kind).toBe('included');
    expect(priceOf(french, '+212522123456')).toMatchObject({ kind: 'charged', rules: ['R-A3.1-b', 'R-A3.3-a'] });
    expect(priceOf(french, french, { plan: { kind: 'pay_as_you_go' } })).toMatchObject({
      kind: 'charged',
      rules: ['R-A3.3-a', 'R-A3.3-a'],
    });
    expect(priceOf(french, french, { plan: { kind: 'suspended' } })).toMatchObject({
      kind: 'charged',
      rules: ['R-8.1-a', 'R-A3.3-a'],
    });
  });

  test('a number without a price is not called', () => {
    expect(priceOf(french, '+85212345678')).toMatchObject({ kind: 'no_rate', rules: ['R-A3.3-a'] });
  });
});

describe('R-A3.1-g: credit first', () => {
  const rateOf = (more: RateRow) => {
    const read = readRates([{ ...row('33', 'FR', 'x', '0.03'), ...more }], 'EUR');
    return createRateCard('v', 'EUR', read.rates).find('+331', '2026-01-01')!;
  };
  const eur = (micro: number | bigint) => microMoney(BigInt(micro), 'EUR');

  test('too little for the first minute is refused, with what would do', () => {
    expect(grantFor(rateOf({}), eur(29_999), 0, 300)).toEqual({ kind: 'not_enough', needed: eur(30_000) });
    expect(grantFor(rateOf({}), eur(0), 0, 300)).toEqual({ kind: 'not_enough', needed: eur(30_000) });
  });

  test('a rich wallet sets a first minute and a chunk aside; a poor one what it has, and that is the end', () => {
    expect(grantFor(rateOf({}), eur(10_000_000), 0, 300)).toEqual({
      kind: 'granted',
      amount: eur(180_000),
      seconds: 360,
      final: false,
    });
    expect(grantFor(rateOf({}), eur(70_000), 0, 300)).toEqual({
      kind: 'granted',
      amount: eur(60_000),
      seconds: 120,
      final: true,
    });
    expect(grantFor(rateOf({}), eur(90_000), 360, 300)).toEqual({
      kind: 'granted',
      amount: eur(90_000),
      seconds: 540,
      final: true,
    });
    expect(grantFor(rateOf({}), eur(10_000), 360, 300)).toEqual({ kind: 'not_enough', needed: eur(30_000) });
  });

  test('a free destination needs no credit and ends when its parties like', () => {
    const rate = rateOf({ rate: '0' });
    expect(grantFor(rate, eur(0), 0, 300)).toEqual({ kind: 'granted', amount: eur(0), seconds: null, final: false });
    expect(grantFor(rateOf({ rate: '0', connect_fee: '0.10' }), eur(50_000), 0, 300)).toMatchObject({
      kind: 'not_enough',
    });
  });

  test('whatever the price, grants add up to the price of the time they grant, and never exceed the wallet', () => {
    const micro = fc.bigInt({ min: 0n, max: 3_000_000n });
    const decimal = fc.integer({ min: 0, max: 99_999_999 }).map((digits) => `0.${String(digits).padStart(8, '0')}`);
    const increments = fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(
        fc.record({ wallet: micro, rate: decimal, fee: decimal, chunk: fc.integer({ min: 0, max: 600 }) }),
        increments,
        ({ wallet, rate, fee, chunk }, [first, next]) => {
          const priced = rateOf({ rate, connect_fee: fee, first: String(first), next: String(next) });
          let [available, held, seconds] = [wallet, 0n, 0];
          for (let turn = 0; turn < 20; turn += 1) {
            const grant = grantFor(priced, eur(available), seconds, chunk);
            if (grant.kind === 'not_enough') break;
            available -= grant.amount.amountMicro;
            held += grant.amount.amountMicro;
            expect(available).toBeGreaterThanOrEqual(0n);
            if (grant.seconds === null) break;
            expect(grant.seconds).toBeGreaterThan(seconds);
            seconds = grant.seconds;
            expect(held).toBe(priced.rater.rate(seconds).price.amountMicro);
            if (grant.final) break;
          }
          expect(held + available).toBe(wallet);
        },
      ),
    );
  });
});

test('100,000 random calls cost what an exact rational model says, each rounded once to the millionth', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  let [ours, exact] = [0n, 0n];
  for (let call = 0; call < 100_000; call += 1) {
    const rate = rates[random(rates.length)]!;
    const found = card.find(`+${rate.prefix}${random(1_000_000)}`, '2026-01-01')!;
    const seconds = random(4_000);
    const { price, billableSeconds } = found.rater.rate(seconds);
    ours += price.amountMicro;
    // Price per minute × 10⁸ × seconds / 60 / 100, as a fraction over 6,000, rounded half up.
    const fraction = BigInt(found.price.pricePerMinute.amountPrecise.replace('.', '')) * BigInt(billableSeconds);
    exact += (2n * fraction + 6_000n) / 12_000n;
  }
  expect(ours).toBe(exact);
});
