/** Percent escapes of SIP URIs (RFC 3261 §19.1.2). */

const MARK = "-_.!~*'()";
const ALNUM = 'A-Za-z0-9';
const escapeClass = (extra: string) => new RegExp(`[^${ALNUM}${(MARK + extra).replace(/[\]\\^-]/g, '\\$&')}]`, 'gu');

const outsideUser = escapeClass('&=+$,;?/');
const outsidePassword = escapeClass('&=+$,');
const outsideParam = escapeClass('[]/:&+$');
const outsideHeader = escapeClass('[]/?:+$');

/** Decodes `%XX` as UTF-8; undefined when an escape is cut, not hexadecimal, or not UTF-8. */
export function unescapeUri(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export const escapeUser = (text: string) => text.replace(outsideUser, percent);
export const escapePassword = (text: string) => text.replace(outsidePassword, percent);
export const escapeParam = (text: string) => text.replace(outsideParam, percent);
export const escapeUriHeader = (text: string) => text.replace(outsideHeader, percent);

/** A lone surrogate has no UTF-8 form and becomes U+FFFD. */
function percent(character: string): string {
  return encodeURIComponent(character.toWellFormed());
}
