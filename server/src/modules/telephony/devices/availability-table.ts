import type { Chosen } from '../store/availability.ts';

/** What members say of themselves; `available` when they said nothing. */
export class AvailabilityTable {
  readonly #chosen = new Map<string, Chosen>();

  of(userId: string): Chosen {
    return this.#chosen.get(userId) ?? 'available';
  }

  set(userId: string, availability: Chosen): void {
    if (availability === 'available') this.#chosen.delete(userId);
    else this.#chosen.set(userId, availability);
  }
}
