import { cleanDialled } from '@carillon/telnum';

/**
 * What people dial before a number to withhold their own: `#31#` (GSM 02.30), `*31`, `*31*` and `*31#` as switchboards
 * and operators' boxes have it, and 3651 before a full number, the French landlines' code. Every one of them hides, also
 * `*31#` by which mobile networks show: who expects to be hidden must not be shown by a difference of spelling.
 */
const prefix = /^(?:[*#]31[*#]?|3651(?=0\d{9}$|(?:00|\+)\d{8,15}$))(?=[+\d])/;

/** Splits the wish to be hidden from the number. */
export function readWithholding(dialled: string): { readonly dialled: string; readonly isWithheld: boolean } {
  const cleaned = cleanDialled(dialled);
  const found = prefix.exec(cleaned);
  return found === null
    ? { dialled, isWithheld: false }
    : { dialled: cleaned.slice(found[0].length), isWithheld: true };
}
