import { countryOf } from './countries.ts';
import { buildPrefixTree } from './prefix-tree.ts';

/**
 * What a destination costs by kind, seen from the caller's country: what fraud guards and rights go by until a rate
 * card knows better.
 */
export const destinationClasses = ['national', 'mobile', 'eea', 'world', 'premium', 'satellite', 'short'] as const;
export type DestinationClass = (typeof destinationClasses)[number];

/** The European Economic Area, with the outermost regions of the Union that have country codes of their own. */
const eea = new Set(
  (
    'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO ' +
    'GP GF MQ RE YT MF AX'
  ).split(' '),
);

/** Numbers whose owner is paid by the caller. E.164 prefixes, last looked through on 2026-11-27. */
const premium = [
  // International premium rate (ITU E.169.2), France (Arcep 081 to 089), United Kingdom (Ofcom 084, 087, 09, 070).
  ...['979', '3381', '3382', '3389', '4484', '4487', '449', '4470'],
  // Germany, Austria, Switzerland, Belgium, Netherlands, Luxembourg, Spain, Portugal, Italy.
  ...['49900', '49137', '43900', '43901', '43930', '43931', '4190', '3290', '31900', '31906', '31909', '3529'],
  ...['34803', '34806', '34807', '34905', '35160', '35176', '3989', '39144', '39166'],
  // Ireland, Denmark, Sweden, Norway, Finland, Poland, Czechia, Greece.
  ...['35315', '4590', '46900', '46939', '46944', '4782', '358600', '358700', '4870', '42090', '3090'],
  // North America.
  '1900',
] as const;

/** Inmarsat, global mobile satellite systems, international networks of no country, Thuraya. */
const satellite = ['870', '881', '882', '883', '88216'] as const;

/** National ranges of mobile telephones, by country. */
const mobile = ['336', '337', '4471', '4472', '4473', '4474', '4475', '4477', '4478', '4479'] as const;

const ranges = buildPrefixTree<'premium' | 'satellite' | 'mobile'>([
  ...premium.map((prefix) => [prefix, 'premium'] as const),
  ...satellite.map((prefix) => [prefix, 'satellite'] as const),
  ...mobile.map((prefix) => [prefix, 'mobile'] as const),
]);

/**
 * The class of an E.164 number called from `homeCountry` (ISO 3166-1 alpha-2). Mobile numbers of other countries are of
 * their region. What is of no country and no range counts as satellite: the dearest guess.
 */
export function destinationClass(e164: string, homeCountry: string): Exclude<DestinationClass, 'short'> {
  const range = ranges.longestMatch(e164)?.value;
  if (range === 'premium' || range === 'satellite') return range;
  const country = countryOf(e164);
  if (country === homeCountry.toUpperCase()) return range === 'mobile' ? 'mobile' : 'national';
  if (country === null) return e164.startsWith('+800') ? 'national' : 'satellite';
  return eea.has(country) ? 'eea' : 'world';
}
