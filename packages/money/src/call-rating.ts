import { assertSameCurrency, type Currency } from './currency.ts';
import { microMoney, type MicroMoney, type Price } from './money.ts';
import { scaled } from './precise.ts';
import { divideRounded, modeOf } from './rounding.ts';

/** The steps in which call time is billed: 60/60 for started minutes, 1/1 to the second, 30/6… Both are ≥ 1. */
export type Increments = { readonly initialSeconds: number; readonly nextSeconds: number };

export type CallRate<C extends Currency = Currency> = Increments & {
  readonly pricePerMinute: Price<C>;
  /** Once per answered call. */
  readonly connectionFee: Price<C>;
};

export type RatedCall<C extends Currency = Currency> = {
  readonly billableSeconds: number;
  readonly price: MicroMoney<C>;
};

/** How long a call may last: not at all, so many billable seconds, or as long as its parties like. */
export type AffordableTime =
  | { readonly kind: 'none' }
  | { readonly kind: 'limited'; readonly seconds: number }
  | { readonly kind: 'unlimited' };

/** A rate read once into integers: a node rates hundreds of thousands of calls a second with it. */
export type CallRater<C extends Currency = Currency> = {
  /** What an answered call of `talkSeconds` (whole, ≥ 0) costs; 0 seconds, never answered, costs nothing. */
  readonly rate: (talkSeconds: number) => RatedCall<C>;
  /** The longest billable time that `budget` pays for, in whole increments. */
  readonly affordable: (budget: MicroMoney<NoInfer<C>>) => AffordableTime;
};

/**
 * Seconds in the call, as the increments bill them (R-A3.3-a): 61 s at 60/60 is 120.
 * @rule R-A3.3-a
 */
export function billableSeconds(talkSeconds: number, { initialSeconds, nextSeconds }: Increments): number {
  if (!Number.isSafeInteger(talkSeconds) || talkSeconds < 0) throw new RangeError('Talk time is whole seconds');
  if (talkSeconds === 0) return 0;
  return initialSeconds + nextSeconds * Math.ceil(Math.max(0, talkSeconds - initialSeconds) / nextSeconds);
}

/**
 * "Toute minute commencée est due" (R-A1quinq-b): 61 s is 2.
 * @rule R-A1quinq-b
 */
export function startedMinutes(talkSeconds: number): number {
  return billableSeconds(talkSeconds, { initialSeconds: 60, nextSeconds: 60 }) / 60;
}

/** From 10⁻⁸ per minute × seconds to 10⁻⁶: divided by 60 and by 100. */
const perMicroUnit = 6_000n;

export function callRater<C extends Currency>(callRate: CallRate<C>): CallRater<C> {
  assertRate(callRate);
  const { currency, amountPrecise } = callRate.pricePerMinute;
  const perMinute = scaled(amountPrecise);
  const connection = 60n * scaled(callRate.connectionFee.amountPrecise);
  const rate = (talkSeconds: number) => {
    const seconds = billableSeconds(talkSeconds, callRate);
    const exactPrice = seconds === 0 ? 0n : connection + perMinute * BigInt(seconds);
    return {
      billableSeconds: seconds,
      price: microMoney(divideRounded(exactPrice, perMicroUnit, modeOf('ledger')), currency),
    };
  };
  const affordable = (budget: MicroMoney<C>) => {
    assertSameCurrency(budget.currency, currency);
    return affordableTime(budget.amountMicro, { ...callRate, perMinute, connection });
  };
  return { rate, affordable };
}

function assertRate({ initialSeconds, nextSeconds, pricePerMinute, connectionFee }: CallRate): void {
  assertSameCurrency(pricePerMinute.currency, connectionFee.currency);
  for (const seconds of [initialSeconds, nextSeconds]) {
    if (!Number.isSafeInteger(seconds) || seconds < 1)
      throw new RangeError('An increment is whole seconds, at least 1');
  }
  if (scaled(pricePerMinute.amountPrecise) < 0n || scaled(connectionFee.amountPrecise) < 0n) {
    throw new RangeError('A call is not sold below zero');
  }
}

type IntegerRate = Increments & { readonly perMinute: bigint; readonly connection: bigint };

function affordableTime(budgetMicro: bigint, rate: IntegerRate): AffordableTime {
  // The largest exact price that still rounds to the budget: one below the half that would round up.
  const most = perMicroUnit * budgetMicro + perMicroUnit / 2n - 1n - rate.connection;
  if (budgetMicro < 0n || most < 0n) return { kind: 'none' };
  if (rate.perMinute === 0n) return { kind: 'unlimited' };
  const seconds = most / rate.perMinute;
  const initial = BigInt(rate.initialSeconds);
  if (seconds < initial) return { kind: 'none' };
  const next = BigInt(rate.nextSeconds);
  const granted = Number(initial + ((seconds - initial) / next) * next);
  return Number.isSafeInteger(granted) ? { kind: 'limited', seconds: granted } : { kind: 'unlimited' };
}
