import { compare, microMoney, type Currency, type MicroMoney } from '@carillon/money';
import type { CardRate } from '../rate-card/rate-card.ts';

/** The most that one grant reserves ahead, in billable seconds, beyond the first increment (B.3, step 5). */
export type ChunkSeconds = number;

/**
 * Money to set aside for a call, or for more of it. `seconds` null: as long as its parties like (a free call).
 * `final`: the credit ends there, and the parties are to be told before.
 */
export type Grant<C extends Currency = Currency> =
  | {
      readonly kind: 'granted';
      readonly amount: MicroMoney<C>;
      readonly seconds: number | null;
      readonly final: boolean;
    }
  /** Not even the first increment: nothing is set aside. `needed` is what would do. */
  | { readonly kind: 'not_enough'; readonly needed: MicroMoney<C> };

const difference = <C extends Currency>(a: MicroMoney<C>, b: MicroMoney<C>): MicroMoney<C> =>
  microMoney(a.amountMicro - b.amountMicro, a.currency);

/**
 * How much of `available` a call takes to last `fromSeconds` (granted before, 0 at its beginning) plus a chunk. The
 * amounts of all grants together are exactly the price of the time granted, so that settling never costs more.
 *
 * @rule R-A3.1-g
 */
export function grantFor<C extends Currency>(
  rate: CardRate<C>,
  available: MicroMoney<NoInfer<C>>,
  fromSeconds: number,
  chunkSeconds: ChunkSeconds,
): Grant<C> {
  const { rater, price } = rate;
  const held = rater.rate(fromSeconds).price;
  const step = fromSeconds === 0 ? price.initialSeconds : price.nextSeconds;
  const least = difference(rater.rate(fromSeconds + step).price, held);
  if (compare(least, available) > 0) return { kind: 'not_enough', needed: least };
  const budget = microMoney(held.amountMicro + available.amountMicro, price.pricePerMinute.currency);
  const affordable = rater.affordable(budget);
  if (affordable.kind === 'unlimited') return { kind: 'granted', amount: least, seconds: null, final: false };
  const wanted = rater.rate(fromSeconds + step + chunkSeconds).billableSeconds;
  const most = affordable.kind === 'limited' ? affordable.seconds : fromSeconds + step;
  const seconds = Math.min(wanted, most);
  const amount = difference(rater.rate(seconds).price, held);
  return { kind: 'granted', amount, seconds, final: seconds < wanted };
}
