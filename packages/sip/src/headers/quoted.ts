const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Offset after the closing quote of the quoted-string that starts at `start`, or -1 when it never closes
 * (RFC 3261 §25.1).
 */
export function quotedEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i + 1;
  }
  return -1;
}

/** The content of a quoted-string given with its quotes. */
export function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\([\s\S])/g, '$1') : inner;
}

/** Writes a quoted-string. CR and LF have no form in one and become blanks. */
export function quote(text: string): string {
  // Controls are allowed as quoted-pair only; a backslash before them keeps what was received.
  return `"${text.replace(/[\r\n]/g, ' ').replace(/["\\\x00-\x08\x0b-\x1f\x7f]/g, '\\$&')}"`;
}
