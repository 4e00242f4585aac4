import type { Clock } from '#platform/clock';
import { organizationScope, type Database } from '#platform/db';
import { publish } from '#platform/outbox';
import { saveAvailability, type Chosen } from '../store/availability.ts';
import type { AvailabilityTable } from './availability-table.ts';

export type Chooser = { readonly userId: string; readonly organizationId: string };

/** Keeps what a member says of themselves, on a page or with a key of their telephone, and tells the house. */
export type ChooseAvailability = (member: Chooser, availability: Chosen) => Promise<void>;

export function createChooseAvailability(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly availability: AvailabilityTable;
  readonly changed: (member: Chooser) => void;
}): ChooseAvailability {
  return async (member, availability) => {
    const at = new Date(deps.clock.nowMs()).toISOString();
    const row = { ...member, availability, at };
    await deps.db.transaction(organizationScope(member.organizationId), async (tx) => {
      await saveAvailability(tx, row);
      await publish(tx, 'telephony.availability.changed', member.userId, row);
    });
    deps.availability.set(member.userId, availability);
    deps.changed(member);
  };
}
