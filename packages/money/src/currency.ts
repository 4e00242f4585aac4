/**
 * The currencies that contracts and invoices may be in, with the digits of their minor unit (ISO 4217).
 * A new currency is a new row: nothing else in this package knows one by name.
 */
const currencies = {
  EUR: { minorDigits: 2 },
  GBP: { minorDigits: 2 },
  USD: { minorDigits: 2 },
} as const satisfies Record<string, { readonly minorDigits: number }>;

export type Currency = keyof typeof currencies;

export const allCurrencies = Object.keys(currencies) as readonly Currency[];

export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(currencies, text);
}

/** How many decimals a document shows: 2 for cents. Throws RangeError for a code outside the table. */
export function minorDigits(currency: Currency): number {
  if (!isCurrency(currency)) throw new RangeError(`Unknown currency: ${String(currency)}`);
  return currencies[currency].minorDigits;
}

/** Throws when two amounts do not share a currency: the compiler refuses it first where it knows both. */
export function assertSameCurrency(left: Currency, right: Currency): void {
  if (left !== right) throw new TypeError(`Amounts of ${left} and ${right} cannot be mixed`);
}
