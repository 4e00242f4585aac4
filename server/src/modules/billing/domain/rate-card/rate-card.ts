import { callRater, type CallRater, type Currency } from '@carillon/money';
import { buildPrefixTree } from '@carillon/telnum';
import type { Rate } from './rate.ts';

/** A rate with its arithmetic, made once. */
export type CardRate<C extends Currency = Currency> = Rate<C> & { readonly rater: CallRater<C> };

/** Prices of one version of a rate card, in memory: the longest prefix wins, then the latest day that has begun. */
export interface RateCard<C extends Currency = Currency> {
  readonly version: string;
  readonly currency: C;
  readonly size: number;
  /** `number` in E.164; `day` is the local date of the call in the billing zone (ISO). Null: no price, no call. */
  find(number: string, day: string): CardRate<C> | null;
}

export function createRateCard<C extends Currency>(
  version: string,
  currency: C,
  rates: readonly Rate<C>[],
): RateCard<C> {
  const byPrefix = Map.groupBy(rates, ({ prefix }) => prefix);
  const tree = buildPrefixTree([...byPrefix].map(([prefix, all]) => [prefix, latestFirst(all)] as const));
  return {
    version,
    currency,
    size: rates.length,
    find(number, day) {
      const match = tree.longestMatch(number, (all) => inForce(all, day) !== undefined);
      return match === null ? null : inForce(match.value, day)!;
    },
  };
}

function latestFirst<C extends Currency>(rates: readonly Rate<C>[]): readonly CardRate<C>[] {
  const priced = rates.map((rate) => ({ ...rate, rater: callRater(rate.price) }));
  return priced.sort((a, b) => (b.validFrom ?? '').localeCompare(a.validFrom ?? ''));
}

function inForce<C extends Currency>(rates: readonly CardRate<C>[], day: string): CardRate<C> | undefined {
  return rates.find(({ validFrom }) => validFrom === null || validFrom <= day);
}
