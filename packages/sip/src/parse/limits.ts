/**
 * Bounds of the parser. They are what keeps one hostile message cheap: every loop of the parser is bounded by
 * `messageBytes`, and nothing is copied beyond it.
 */
export type ParseLimits = {
  /** Whole message, headers and body, in bytes. */
  readonly messageBytes: number;
  /** Number of header lines, folded lines counted once. */
  readonly headers: number;
  /** One header line with its continuation lines, in bytes. */
  readonly headerBytes: number;
  /** Request-URI, in bytes; longer is answered 414 (RFC 3261 §21.4.12). */
  readonly uriBytes: number;
};

/** Generous for real traffic (Identity headers run to 2 KB), small enough that a flood stays cheap. */
export const defaultParseLimits: ParseLimits = {
  messageBytes: 65_535,
  headers: 200,
  headerBytes: 8_192,
  uriBytes: 2_048,
};

/** Fills the limits that the caller left out. */
export function parseLimits(limits?: Partial<ParseLimits>): ParseLimits {
  return limits === undefined ? defaultParseLimits : { ...defaultParseLimits, ...limits };
}
