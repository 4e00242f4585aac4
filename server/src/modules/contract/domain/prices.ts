import type { Currency, Money } from '@carillon/money';

/** A dated list of prices without tax, in one currency; a newer one replaces it for what is bought later. */
export type PriceList = {
  readonly id: string;
  readonly currency: Currency;
  readonly validFrom: Temporal.PlainDate;
  /** Monthly price of one unit by product. */
  readonly prices: ReadonlyMap<string, Money>;
};

/** The list of a currency that holds on a day; null before the first. */
export function priceListOn(lists: readonly PriceList[], currency: Currency, on: Temporal.PlainDate): PriceList | null {
  const begun = lists.filter(
    (list) => list.currency === currency && Temporal.PlainDate.compare(list.validFrom, on) <= 0,
  );
  return begun.toSorted((left, right) => Temporal.PlainDate.compare(left.validFrom, right.validFrom)).at(-1) ?? null;
}

/**
 * The monthly price of one unit: that of the order form, else the one of the list on the day of subscription, which the
 * item then keeps. Null: neither has it, so it cannot be bought.
 * @rule R-3.1-a
 */
export function priceAt(
  product: string,
  { agreed, list }: { readonly agreed: Money | null; readonly list: PriceList | null },
): Money | null {
  return agreed ?? list?.prices.get(product) ?? null;
}

/**
 * The currency of an organization, by its country at sign-up.
 * @param byCountry the policy `price.currency_by_country`: country codes, and `other`
 * @rule R-3.1-b
 */
export function currencyFor(country: string, byCountry: Readonly<Record<string, string>>): Currency {
  return (byCountry[country] ?? byCountry['other']) as Currency;
}
