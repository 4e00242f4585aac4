import type { TeamMember } from '@carillon/api';
import { organizationOf, type Actor } from '#platform/actor';
import type { TelephonyContext } from '../context.ts';
import type { Chosen } from '../store/availability.ts';
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
  await context.chooseAvailability({ userId, organizationId }, availability);
  return { availability };
}
