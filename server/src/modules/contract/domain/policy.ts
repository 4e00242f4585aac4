/** Which part of the contract says it, strongest first: order form, annexes, body (R-13.5-a). */
export const policyLayers = ['form', 'annex', 'body'] as const;
export type PolicyLayer = (typeof policyLayers)[number];

/** Decimal figures are text ("0.08"), whole ones numbers, durations ISO 8601. */
export type PolicyValue = string | number | boolean | readonly PolicyValue[] | { readonly [name: string]: PolicyValue };

/** One figure or choice of the contract with the days on which it holds. */
export type PolicyRow = {
  readonly key: string;
  readonly value: PolicyValue;
  readonly ruleId: string;
  readonly layer: PolicyLayer;
  /** First day, local to the billing time zone. */
  readonly validFrom: string;
  /** First day on which it no longer holds; null = open. */
  readonly validTo: string | null;
};

function holdsOn(row: PolicyRow, day: string): boolean {
  return row.validFrom <= day && (row.validTo === null || day < row.validTo);
}

function firstDayOf(rows: readonly PolicyRow[]): string {
  return rows.map((row) => row.validFrom).reduce((first, day) => (day < first ? day : first));
}

/**
 * The row of a key that holds on a day: that of the order form, else of the annexes, else of the body; within a layer
 * the one that started last, and of two that started together the first of `rows`. No older terms are known, so a day
 * before the first row of a key takes that first row.
 * @param rows those of the accepted terms, and of the order form concerned
 * @throws RangeError when no row holds: an unknown key, or one that has ended, is a bug of the caller
 * @rule R-13.5-a
 */
export function resolvePolicy<Row extends PolicyRow>(rows: readonly Row[], key: string, on: Temporal.PlainDate): Row {
  const ofKey = rows.filter((row) => row.key === key);
  if (ofKey.length === 0) throw new RangeError(`There is no policy ${key}`);
  const day = [on.toString(), firstDayOf(ofKey)].toSorted().at(-1) ?? '';
  const strength = (row: PolicyRow) => policyLayers.indexOf(row.layer);
  const [first] = ofKey
    .filter((row) => holdsOn(row, day))
    .toSorted((left, right) => strength(left) - strength(right) || right.validFrom.localeCompare(left.validFrom));
  if (!first) throw new RangeError(`The policy ${key} no longer holds on ${day}`);
  return first;
}
