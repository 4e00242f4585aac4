import { z } from 'zod';
import { e164, extension, id, instant } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.1';

export const availability = z.enum(['available', 'busy', 'wrap_up', 'away', 'do_not_disturb', 'offline']);
export const teamMember = z.object({
  userId: id,
  name: z.string(),
  extension: extension.nullable(),
  numbers: z.array(e164),
  availability,
  /** A device is connected (presence), whatever the person says of their availability. */
  reachable: z.boolean(),
  devices: z.array(z.object({ kind: z.enum(['browser', 'desk_phone']), name: z.string() })),
  inCallSince: instant.nullable(),
});
export type TeamMember = z.infer<typeof teamMember>;
export const listTeam = operation({
  id: 'listTeam',
  method: 'GET',
  path: '/api/v1/team',
  summary: 'Colleagues and whether they can be reached',
  access: { permission: 'telephony.team:read' },
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ items: z.array(teamMember) }),
});
export const setAvailability = operation({
  id: 'setAvailability',
  method: 'PUT',
  path: '/api/v1/availability',
  summary: 'Say that one is available, away or not to be disturbed',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  body: z.object({ availability: z.enum(['available', 'away', 'do_not_disturb']) }),
  reply: z.object({ availability }),
});
