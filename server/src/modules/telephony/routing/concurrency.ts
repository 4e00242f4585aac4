/** What one user is in, seen from the rule of one answered call per user (R-A4.5-b, ARCHITECTURE §6). */
export type UserLeg = {
  readonly callId: string;
  readonly legId: string;
  /** `dialling`: the user's own outgoing leg before an answer. `ringing`: being rung. */
  readonly state: 'dialling' | 'ringing' | 'answered';
  /** The user put the other party on hold. */
  readonly holding: boolean;
};

export type ConcurrencyAnswer =
  | { readonly kind: 'allowed' }
  /** One outgoing call to ask somebody is free while the only answered call is held. */
  | { readonly kind: 'consultation'; readonly heldCallId: string }
  | { readonly kind: 'busy' };

/**
 * May this user start another call?
 * @param extraChannels paid channel options; null = no limit
 * @rule R-A4.5-b
 */
export function mayDial(legs: readonly UserLeg[], extraChannels: number | null): ConcurrencyAnswer {
  const occupied = legs.filter((leg) => leg.state !== 'ringing');
  if (isWithin(occupied.length, extraChannels)) return consultationOf(occupied) ?? { kind: 'allowed' };
  // Every answered call but the consultation must be held, and there is no consultation yet.
  const consultation = occupied.length === 1 + (extraChannels ?? 0) ? consultationOf(occupied) : null;
  return consultation ?? { kind: 'busy' };
}

function consultationOf(occupied: readonly UserLeg[]): ConcurrencyAnswer | null {
  const held = occupied.filter((leg) => leg.state === 'answered' && leg.holding);
  const last = held.at(-1);
  return last !== undefined && held.length === occupied.length
    ? { kind: 'consultation', heldCallId: last.callId }
    : null;
}

/**
 * May this user be rung, or answer? `legId`: the leg that is about to be answered, not counted against itself.
 * @rule R-A4.5-b
 */
export function mayAnswer(legs: readonly UserLeg[], extraChannels: number | null, legId?: string): boolean {
  const occupied = legs.filter((leg) => leg.state !== 'ringing' && leg.legId !== legId);
  return isWithin(occupied.length, extraChannels);
}

function isWithin(occupied: number, extraChannels: number | null): boolean {
  return extraChannels === null || occupied < 1 + extraChannels;
}
