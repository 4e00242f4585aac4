import { assertSameCurrency, type Currency } from './currency.ts';
import { microDigits, microMoney, money, type MicroMoney, type Money, type Price } from './money.ts';
import type { Precise } from './precise.ts';
import { exact, plus, ratio, roundTo, times, whole, type Rational } from './rational.ts';
import { modeOf, type RoundingRule } from './rounding.ts';

type Amount<C extends Currency = Currency> = Money<C> | MicroMoney<C>;

function unitsOf(amount: Amount): bigint {
  return 'amountMinor' in amount ? amount.amountMinor : amount.amountMicro;
}

function like<C extends Currency>(model: Amount<C>, units: bigint): Amount<C> {
  return 'amountMinor' in model ? money(units, model.currency) : microMoney(units, model.currency);
}

/** Cents and micro-units differ by their key, so that plain JavaScript cannot mix them either. */
function assertSameKind(left: Amount, right: Amount): void {
  assertSameCurrency(left.currency, right.currency);
  if ('amountMinor' in left !== 'amountMinor' in right) throw new TypeError('Minor and micro units cannot be mixed');
}

export function add<C extends Currency>(left: Money<C>, right: Money<NoInfer<C>>): Money<C>;
export function add<C extends Currency>(left: MicroMoney<C>, right: MicroMoney<NoInfer<C>>): MicroMoney<C>;
export function add(left: Amount, right: Amount): Amount {
  assertSameKind(left, right);
  return like(left, unitsOf(left) + unitsOf(right));
}

export function subtract<C extends Currency>(left: Money<C>, right: Money<NoInfer<C>>): Money<C>;
export function subtract<C extends Currency>(left: MicroMoney<C>, right: MicroMoney<NoInfer<C>>): MicroMoney<C>;
export function subtract(left: Amount, right: Amount): Amount {
  assertSameKind(left, right);
  return like(left, unitsOf(left) - unitsOf(right));
}

export function negate<C extends Currency>(amount: Money<C>): Money<C>;
export function negate<C extends Currency>(amount: MicroMoney<C>): MicroMoney<C>;
export function negate(amount: Amount): Amount {
  return like(amount, -unitsOf(amount));
}

/** Negative, zero or positive, as `Array.sort` wants it. */
export function compare<C extends Currency>(left: Money<C>, right: Money<NoInfer<C>>): -1 | 0 | 1;
export function compare<C extends Currency>(left: MicroMoney<C>, right: MicroMoney<NoInfer<C>>): -1 | 0 | 1;
export function compare(left: Amount, right: Amount): -1 | 0 | 1 {
  assertSameKind(left, right);
  const difference = unitsOf(left) - unitsOf(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum of a list that may be empty, hence the currency. */
export function sum<C extends Currency>(amounts: Iterable<Money<NoInfer<C>>>, currency: C): Money<C> {
  let total = money(0n, currency);
  for (const amount of amounts) total = add(total, amount);
  return total;
}

/** The same for entries of the ledger. */
export function sumMicro<C extends Currency>(amounts: Iterable<MicroMoney<NoInfer<C>>>, currency: C): MicroMoney<C> {
  let total = microMoney(0n, currency);
  for (const amount of amounts) total = add(total, amount);
  return total;
}

/** Exact: so many times the amount. */
export function multiply<C extends Currency>(amount: Money<C>, count: bigint): Money<C>;
export function multiply<C extends Currency>(amount: MicroMoney<C>, count: bigint): MicroMoney<C>;
export function multiply(amount: Amount, count: bigint): Amount {
  return like(amount, unitsOf(amount) * count);
}

function multiplyExact<C extends Currency>(amount: Amount<C>, factor: Rational, rule: RoundingRule): Amount<C> {
  const product = times(whole(unitsOf(amount)), factor);
  return like(amount, roundTo(product, 0, modeOf(rule)));
}

/** The amount times an exact rate, rounded once under the rule. */
export function multiplyByRate<C extends Currency>(amount: Money<C>, rate: Precise, rule: RoundingRule): Money<C>;
export function multiplyByRate<C extends Currency>(
  amount: MicroMoney<C>,
  rate: Precise,
  rule: RoundingRule,
): MicroMoney<C>;
export function multiplyByRate(amount: Amount, rate: Precise, rule: RoundingRule): Amount {
  return multiplyExact(amount, exact(rate), rule);
}

/** `percentOf(amount, precise('5'), 'invoice_line')` is 5 % of it. */
export function percentOf<C extends Currency>(amount: Money<C>, percent: Precise, rule: RoundingRule): Money<C> {
  return multiplyExact(amount, times(exact(percent), ratio(1n, 100n)), rule) as Money<C>;
}

/**
 * The highest price after a rise of at most `percent`, in whole minor units, rounded down (G-4, R-A3.5-a).
 * @rule R-A3.5-a
 */
export function priceCap<C extends Currency>(current: Money<C>, percent: Precise): Money<C> {
  if (current.amountMinor < 0n) throw new RangeError('A price is not negative');
  const factor = times(plus(exact(percent), whole(100n)), ratio(1n, 100n));
  return multiplyExact(current, factor, 'cap') as Money<C>;
}

/** Price × quantity as an amount of the ledger, rounded once to the micro-unit: an SMS of two segments, a page of fax. */
export function ledgerPrice<C extends Currency>(unitPrice: Price<C>, quantity: bigint): MicroMoney<C> {
  const product = times(exact(unitPrice.amountPrecise), whole(quantity));
  return microMoney(roundTo(product, microDigits, modeOf('ledger')), unitPrice.currency);
}
