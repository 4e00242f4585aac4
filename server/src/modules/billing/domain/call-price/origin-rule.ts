/** Countries whose numbers count as numbers of the European Economic Area: a dated policy, handed in. */
export type EeaCountries = ReadonlySet<string>;

export type OriginVerdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly ruleId: 'R-A3.1-c' | 'R-A3.1-d' };

/**
 * Whether an included call stays included with the number that it presents (a withheld number counts as the one behind
 * it): Switzerland wants a Swiss number, the EEA one of the EEA, anywhere else any.
 *
 * @rule R-A3.1-c, R-A3.1-d
 */
export function originRule(destination: string | null, shown: string | null, eea: EeaCountries): OriginVerdict {
  if (destination === 'CH') return shown === 'CH' ? { kind: 'holds' } : { kind: 'fails', ruleId: 'R-A3.1-d' };
  if (destination === null || !eea.has(destination)) return { kind: 'holds' };
  return shown !== null && eea.has(shown) ? { kind: 'holds' } : { kind: 'fails', ruleId: 'R-A3.1-c' };
}
