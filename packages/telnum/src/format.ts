import { AsYouType, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { cleanDialled } from './clean.ts';
import { emergencyService, isShortNumber } from './short-numbers.ts';

export type NumberStyle = 'national' | 'international';

/**
 * How a number is shown. `national` drops the country code for readers in `viewerCountry` only: a French reader sees
 * "06 39 98 01 23" for a French number and "+44 20 7946 0000" for a British one. Anything unknown comes back unchanged.
 */
export function formatNumber(e164: string, style: NumberStyle, viewerCountry: string): string {
  const parsed = parsePhoneNumberFromString(e164);
  if (!parsed) return e164;
  const national = style === 'national' && parsed.country === viewerCountry.toUpperCase();
  return national ? parsed.formatNational() : parsed.formatInternational();
}

/** Groups what is being typed in the dialling field; short numbers, `*` and `#` codes stay as typed. */
export function formatAsYouType(text: string, country: string): string {
  const dialled = cleanDialled(text);
  if (!/^\+?\d*$/.test(dialled)) return text.trim();
  const code = country.toUpperCase();
  if (emergencyService(dialled, code) || isShortNumber(dialled, code)) return dialled;
  return new AsYouType(isSupportedCountry(code) ? code : undefined).input(dialled);
}
