import type { TeamMember } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { publish } from '#platform/outbox';
import type { TelephonyContext } from '../context.ts';
import { saveAvailability, type Chosen } from '../store/availability.ts';
import { requireMember } from './policy.ts';

export async function listTeam(context: TelephonyContext, actor: Actor): Promise<{ items: TeamMember[] }> {
  return { items: await context.team(organizationOf(actor)) };
}

/** What a member says of themselves. `do_not_disturb` stops their telephones from ringing. */
export async function setAvailability(
  context: TelephonyContext,
  actor: Actor,
  availability: Chosen,
): Promise<{ availability: Chosen }> {
  const { userId, organizationId } = requireMember(actor);
  const at = new Date(context.clock.nowMs()).toISOString();
  await context.db.transaction(scopeOf(actor), async (tx) => {
    await saveAvailability(tx, { userId, organizationId, availability, at });
    await publish(tx, 'telephony.availability.changed', userId, { organizationId, userId, availability, at });
  });
  context.availability.set(userId, availability);
  context.views.teamChanged(organizationId);
  return { availability };
}
