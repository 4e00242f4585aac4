import type { CallRate, Currency } from '@carillon/money';

/** What kind of number is called: prices, classes of destination and the rules of plans differ by it. */
export const destinationKinds = ['fixed', 'mobile', 'special', 'premium', 'satellite'] as const;
export type DestinationKind = (typeof destinationKinds)[number];

/** A price of calls to the numbers that begin with a prefix. */
export type Rate<C extends Currency = Currency> = {
  /** Digits of E.164 without the plus sign. */
  readonly prefix: string;
  /** As people read it: "France, mobile". */
  readonly destination: string;
  /** ISO 3166-1 alpha-2; null where no country is meant (satellite, international services). */
  readonly country: string | null;
  readonly kind: DestinationKind;
  /** Zone of the price list, by which plans include destinations ("Inclus"). */
  readonly zone: string | null;
  readonly price: CallRate<C>;
  /** First day of this price, in the billing zone; null: since the rate card began. */
  readonly validFrom: string | null;
};
