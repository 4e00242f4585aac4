import { shortDecimal, type Currency } from '@carillon/money';
import type { Rate } from './rate.ts';

/** A prefix whose price a new file changes. */
export type RateChange<C extends Currency = Currency> = {
  readonly before: Rate<C>;
  readonly after: Rate<C>;
  readonly direction: 'up' | 'down' | 'same_price';
};

/** What a new file would change: what an operator reads before it takes effect, and what customers are told. */
export type RateDifference<C extends Currency = Currency> = {
  readonly added: readonly Rate<C>[];
  readonly removed: readonly Rate<C>[];
  readonly changed: readonly RateChange<C>[];
  readonly unchanged: number;
};

const keyOf = ({ prefix, validFrom }: Rate): string => `${prefix} ${validFrom ?? ''}`;

const perMinute = ({ price }: Rate): bigint => BigInt(price.pricePerMinute.amountPrecise.replace('.', ''));

/** Everything that a rate says, in one text. */
function contentOf({ destination, country, kind, zone, price }: Rate): string {
  const { pricePerMinute, connectionFee, initialSeconds, nextSeconds } = price;
  const prices = [pricePerMinute, connectionFee].map(({ amountPrecise }) => shortDecimal(amountPrecise));
  return [destination, country, kind, zone, ...prices, initialSeconds, nextSeconds].join('\u0000');
}

function directionOf(before: Rate, after: Rate): RateChange['direction'] {
  const [old, fresh] = [perMinute(before), perMinute(after)];
  if (old === fresh) return 'same_price';
  return fresh > old ? 'up' : 'down';
}

export function compareRates<C extends Currency>(
  old: readonly Rate<C>[],
  fresh: readonly Rate<C>[],
): RateDifference<C> {
  const before = new Map(old.map((rate) => [keyOf(rate), rate]));
  const after = new Map(fresh.map((rate) => [keyOf(rate), rate]));
  const kept = fresh.flatMap((rate) => {
    const was = before.get(keyOf(rate));
    return was === undefined ? [] : [{ before: was, after: rate, direction: directionOf(was, rate) }];
  });
  const changed = kept.filter((pair) => contentOf(pair.before) !== contentOf(pair.after));
  return {
    added: fresh.filter((rate) => !before.has(keyOf(rate))),
    removed: old.filter((rate) => !after.has(keyOf(rate))),
    changed,
    unchanged: kept.length - changed.length,
  };
}
