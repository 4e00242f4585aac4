/**
 * What people paste: invisible direction marks, no-break spaces, full-width digits, `tel:` links, the British and
 * French "(0)" between country code and number. Only what carries no meaning is dropped.
 */

/** Spaces, dots, slashes, brackets, every kind of dash, and the invisible marks that copying from a page brings. */
const separators = /[\s.,/()[\]\-\u00AD\u2010-\u2015\u2212\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
/** "+33 (0)1…", "+44(0)20…": the trunk zero is for national dialling only. */
const trunkZero = /^((?:\+|00)\s?\d{1,3}[\s.-]*)\(0\)/;
const telUri = /^(?:tel|callto):/i;

/** The dialled characters of `text`: digits, `+`, `*`, `#`, and whatever does not belong there. */
export function cleanDialled(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
    .trim();
  const withoutUri = plain.replace(telUri, '').split(';')[0] ?? '';
  return withoutUri.replace(trunkZero, '$1').replace(separators, '');
}
