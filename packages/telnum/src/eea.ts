/**
 * Countries whose numbering plans belong to the European Economic Area (EU 27, Iceland, Liechtenstein, Norway), ISO
 * 3166-1 alpha-2. French overseas numbers (+262, +590, +594, +596) are of the French plan. Neither GB, nor the Channel
 * Islands and Man that share +44, nor CH.
 *
 * @rule R-A3.1-c
 */
export const eeaCountries: ReadonlySet<string> = new Set(
  (
    'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO AX ' +
    'BL GF GP MF MQ RE YT'
  ).split(' '),
);
