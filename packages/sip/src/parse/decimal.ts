/**
 * Reads `1*DIGIT` no greater than `max`; anything else (sign, blank, hexadecimal, exponent, overflow) is undefined.
 * `parseInt` and `Number` accept all of those, hence this function is the only way numbers enter from the wire.
 */
export function parseDecimal(text: string, max: number): number | undefined {
  if (text.length === 0) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
    if (value > max) return undefined;
  }
  return value;
}

/** Largest CSeq, exclusive of 2^31 (RFC 3261 §8.1.1.5). */
export const MAX_CSEQ = 0x7fff_ffff;
/** Largest delta-seconds (RFC 3261 §20.19). */
export const MAX_SECONDS = 0xffff_ffff;
