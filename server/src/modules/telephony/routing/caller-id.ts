import type { CallerIds } from '../directory/directory.ts';

export type CallerIdChoice =
  | { readonly kind: 'chosen'; readonly number: string; readonly how: 'requested' | 'selected' | 'first' }
  | { readonly kind: 'none' };

/**
 * The number that a member presents: the one asked for by the telephone if it is theirs, else their choice, else the
 * first they may present. Never a number outside the list (decision Arcep 2025-2215, spec/telephony.md 5.4).
 */
export function chooseCallerId(callerIds: CallerIds, requested: string | null): CallerIdChoice {
  const { allowed, selected } = callerIds;
  if (requested !== null && allowed.includes(requested)) return { kind: 'chosen', number: requested, how: 'requested' };
  if (selected !== null && allowed.includes(selected)) return { kind: 'chosen', number: selected, how: 'selected' };
  const first = allowed[0];
  return first === undefined ? { kind: 'none' } : { kind: 'chosen', number: first, how: 'first' };
}
