import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Whether `country` (ISO 3166-1 alpha-2) has a numbering plan that we know. */
export function isKnownCountry(country: string): boolean {
  return isSupportedCountry(country.toUpperCase());
}

/** Calling code without plus sign ("33" for FR), or null for a country that has none. */
export function callingCode(country: string): string | null {
  const code = country.toUpperCase();
  return isSupportedCountry(code) ? getCountryCallingCode(code) : null;
}

/** Country of an E.164 number, or null (satellite, international freephone, unknown). */
export function countryOf(e164: string): string | null {
  return parsePhoneNumberFromString(e164)?.country ?? null;
}
