const digits = /^[0-9A-D*#]$/i;
const defaultDurationMs = 160;

/**
 * A key pressed, as telephones without RFC 4733 send it: `application/dtmf-relay` ("Signal=5\r\nDuration=160") or
 * `application/dtmf` ("5"). Null when the body is something else.
 */
export function readInfoDigit(contentType: string, body: string): { digit: string; durationMs: number } | null {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/dtmf') return toDigit(body.trim(), undefined);
  if (type !== 'application/dtmf-relay') return null;
  const signal = /^\s*Signal\s*=\s*(\S+)\s*$/im.exec(body)?.[1];
  const duration = /^\s*Duration\s*=\s*(\d{1,5})\s*$/im.exec(body)?.[1];
  return signal === undefined ? null : toDigit(signal, duration);
}

/** 10 and 11 are how some telephones write star and hash. */
const names: Readonly<Record<string, string>> = { '10': '*', '11': '#' };

function toDigit(signal: string, duration: string | undefined): { digit: string; durationMs: number } | null {
  const digit = (names[signal] ?? signal).toUpperCase();
  if (!digits.test(digit)) return null;
  return { digit, durationMs: duration === undefined ? defaultDurationMs : Number(duration) };
}
