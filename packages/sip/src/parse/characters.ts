/** Character classes of RFC 3261 §25.1 as byte tables. */

const TOKEN_MARKS = "-.!%*_+`'~";

function table(characters: string): Uint8Array {
  const flags = new Uint8Array(256);
  for (const character of characters) flags[character.charCodeAt(0)] = 1;
  return flags;
}

export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const tokenTable = table(ALPHANUMERIC + TOKEN_MARKS);

/** True for a byte of `token`. */
export function isTokenCode(code: number): boolean {
  return code < 256 && tokenTable[code] === 1;
}

/** True when the whole text is a non-empty `token`. */
export function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isTokenCode(text.charCodeAt(i))) return false;
  }
  return text.length > 0;
}

/** SP or HTAB. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** A control byte that may not stand in a header value unless a backslash precedes it; HTAB is allowed. */
export function isForbiddenControl(code: number): boolean {
  return (code < 0x20 && code !== 0x09) || code === 0x7f;
}

/** Removes SP and HTAB at both ends; `String.trim` would also eat a byte order mark, which is text here. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
