/**
 * `half_up` sends a half away from zero, so that a credit note is exactly minus the line it corrects;
 * `down` goes towards zero.
 */
export type RoundingMode = 'half_up' | 'down';

/**
 * Where the contract rounds, and how (spec/contract-rules.md G-4). Amounts are rounded nowhere else.
 * @rule G-4
 */
const roundingModes = {
  /** Once per printed line, never per unit, per call or per seat. */
  invoice_line: 'half_up',
  /** Per VAT category, on the sum of the rounded lines (EN 16931 BR-CO-17). */
  vat: 'half_up',
  /** To the micro-unit, when usage enters the ledger. */
  ledger: 'half_up',
  /** Late interest, on the whole claim. */
  interest: 'half_up',
  /** The highest amount that the contract allows. */
  cap: 'down',
} as const satisfies Record<string, RoundingMode>;

export type RoundingRule = keyof typeof roundingModes;

export function modeOf(rule: RoundingRule): RoundingMode {
  return roundingModes[rule];
}

/** Exact integer division, rounded. Throws RangeError when `denominator` is not positive. */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator <= 0n) throw new RangeError('A denominator is positive');
  if (mode === 'down') return numerator / denominator;
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** Integer division towards +∞, for started units. Both arguments are ≥ 0, `size` > 0. */
export function divideUp(count: bigint, size: bigint): bigint {
  return (count + size - 1n) / size;
}
