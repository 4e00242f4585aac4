import { ParseError, parsePhoneNumberWithError, validatePhoneNumberLength } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
import { cleanDialled } from './clean.ts';
import { callingCode, isKnownCountry } from './countries.ts';
import { emergencyService, isShortNumber } from './short-numbers.ts';
import type { EmergencyService } from './short-numbers.ts';

/** A number with its plus sign, as `e164` of packages/api accepts it. */
export type E164 = string;

export type InvalidReason = 'empty' | 'not_a_number' | 'unknown_country' | 'too_short' | 'too_long' | 'not_in_plan';

export type ParsedNumber =
  /** `country` is null for numbers of no country (satellite, international freephone). */
  | { readonly kind: 'e164'; readonly e164: E164; readonly country: string | null }
  | { readonly kind: 'short'; readonly number: string; readonly country: string }
  | {
      readonly kind: 'emergency';
      readonly number: string;
      readonly country: string;
      readonly service: EmergencyService;
    }
  | { readonly kind: 'invalid'; readonly reason: InvalidReason };

export type ParseOptions = {
  /** ISO 3166-1 alpha-2 code of the place where the digits are dialled. */
  readonly country: string;
};

/**
 * Understands what a person typed or pasted, dialled from `country`. Emergency numbers are looked for first, also when
 * written with the country's own code, so that nothing can hide them. Extensions are not known here: the caller looks
 * them up before.
 */
export function parseNumber(text: string, options: ParseOptions): ParsedNumber {
  const country = options.country.toUpperCase();
  const dialled = cleanDialled(text);
  if (dialled === '') return { kind: 'invalid', reason: 'empty' };
  if (!/^\+?\d+$/.test(dialled)) return { kind: 'invalid', reason: 'not_a_number' };
  return parseSpecial(dialled, country) ?? parseOrdinary(dialled, country);
}

function parseSpecial(dialled: string, country: string): ParsedNumber | null {
  const digits = withoutOwnCode(dialled, country);
  const service = emergencyService(digits, country);
  if (service) return { kind: 'emergency', number: digits, country, service };
  if (isShortNumber(dialled, country)) return { kind: 'short', number: dialled, country };
  return null;
}

/** "+33112" dialled in France is 112: some telephones put the country code before everything. */
function withoutOwnCode(dialled: string, country: string): string {
  const code = callingCode(country);
  if (!code) return dialled;
  for (const prefix of [`+${code}`, `00${code}`]) if (dialled.startsWith(prefix)) return dialled.slice(prefix.length);
  return dialled;
}

function parseOrdinary(dialled: string, country: string): ParsedNumber {
  if (!dialled.startsWith('+') && !isKnownCountry(country)) return { kind: 'invalid', reason: 'unknown_country' };
  try {
    const options = isKnownCountry(country)
      ? { defaultCountry: country as CountryCode, extract: false }
      : { extract: false };
    const parsed = parsePhoneNumberWithError(dialled, options);
    if (!parsed.isValid()) return { kind: 'invalid', reason: lengthReason(parsed.number) };
    return { kind: 'e164', e164: parsed.number, country: parsed.country ?? null };
  } catch (error) {
    if (error instanceof ParseError) return { kind: 'invalid', reason: reasonOf(error.message) };
    throw error;
  }
}

function lengthReason(e164: E164): InvalidReason {
  const problem = validatePhoneNumberLength(e164);
  return problem === 'TOO_SHORT' || problem === 'TOO_LONG' ? reasonOf(problem) : 'not_in_plan';
}

function reasonOf(message: string): InvalidReason {
  if (message === 'TOO_SHORT') return 'too_short';
  if (message === 'TOO_LONG') return 'too_long';
  return message === 'INVALID_COUNTRY' ? 'unknown_country' : 'not_a_number';
}
