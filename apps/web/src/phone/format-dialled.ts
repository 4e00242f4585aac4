import { formatAsYouType } from '@carillon/telnum';

/** Digits are grouped while they are typed or pasted; a name is left alone. */
export function formatDialled(text: string): string {
  if (/\p{L}/u.test(text)) return text;
  const digits = text.replaceAll(/[^\d+*#]/g, '');
  if (digits.length < 7) return digits;
  return formatAsYouType(digits, 'FR');
}
