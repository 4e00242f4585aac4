import { minorDigits, type Currency } from './currency.ts';
import { money, type Money } from './money.ts';

export type ParsedMoney<C extends Currency = Currency> =
  | { readonly kind: 'money'; readonly money: Money<C> }
  | { readonly kind: 'invalid'; readonly reason: 'empty' | 'not_an_amount' | 'too_many_decimals' | 'too_large' };

type Separators = { readonly group: string; readonly decimals: readonly string[] };

const maxDigits = 15;
const spaces = /[\s\u00a0\u2009\u202f]/g;

/** Some languages write money with another decimal sign than numbers (fr-CH): people may use either. */
function separatorsOf(locale: string, currency: Currency): Separators {
  const numbers = new Intl.NumberFormat(locale, { useGrouping: 'always' });
  const amounts = new Intl.NumberFormat(locale, { useGrouping: 'always', style: 'currency', currency });
  const separators = (type: string) =>
    [amounts, numbers].flatMap((format) => format.formatToParts(12_345.6).filter((part) => part.type === type));
  const group = separators('group')[0]?.value ?? ' ';
  const decimals = new Set(separators('decimal').map((part) => part.value));
  return { group: group.replace(spaces, ' '), decimals: [...decimals].filter((decimal) => decimal !== group) };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The currency's sign or code, wherever the locale puts it. */
function withoutCurrency(text: string, currency: Currency, locale: string): string {
  const signs = (['symbol', 'narrowSymbol', 'code'] as const).map((currencyDisplay) => {
    const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }).formatToParts(1);
    return parts.find((part) => part.type === 'currency')?.value ?? currency;
  });
  const sign = signs.find((candidate) => text.includes(candidate));
  return sign ? text.replace(sign, '') : text;
}

/**
 * Reads an amount as people of a locale write it: "1 234,50 €", "-€1,234.5". Groups must be of three digits, so that a
 * French "1,5" in an English form is refused rather than read as fifteen.
 */
export function parseMoney<C extends Currency>(text: string, currency: C, locale: string): ParsedMoney<C> {
  const { group, decimals: signs } = separatorsOf(locale, currency);
  const bare = withoutCurrency(text, currency, locale)
    .replace(spaces, ' ')
    .replace(/\u2212/g, '-')
    .trim();
  const plain = bare.replace(/^- +/, '-');
  if (plain === '' || plain === '-') return { kind: 'invalid', reason: 'empty' };
  const pattern = new RegExp(
    `^(-?)(\\d{1,3}(?:${escaped(group)}\\d{3})+|\\d+)(?:(?:${signs.map(escaped).join('|')})(\\d+))?$`,
  );
  const match = pattern.exec(plain);
  if (!match) return { kind: 'invalid', reason: 'not_an_amount' };
  const [, sign, whole = '', decimals = ''] = match;
  return fromDigits(sign === '-', whole.replace(/\D/g, ''), decimals, currency);
}

function fromDigits<C extends Currency>(negative: boolean, whole: string, decimals: string, currency: C) {
  const digits = minorDigits(currency);
  const kept = decimals.replace(/0+$/, '');
  if (kept.length > digits) return { kind: 'invalid', reason: 'too_many_decimals' } as const;
  if (whole.replace(/^0+/, '').length > maxDigits) return { kind: 'invalid', reason: 'too_large' } as const;
  const units = BigInt(whole + kept.padEnd(digits, '0'));
  return { kind: 'money', money: money(negative ? -units : units, currency) } as const;
}
