import { z } from 'zod';
import { ringTarget } from '../sound.ts';
import { defineKind, leave, required } from './kind.ts';

const settings = z.object({
  target: z.discriminatedUnion('kind', [
    ...ringTarget.options,
    z.object({ kind: z.literal('queue'), queueId: z.uuid() }),
  ]),
  /** So many members must be able to take a call now. */
  atLeast: z.int().min(1).max(1_000).default(1),
});

export const availabilityKind = defineKind({
  kind: 'availability',
  settings,
  exits: () => [required('available'), required('unavailable')],
  enter({ target, atLeast }, world) {
    const members = world.availableMembers(target);
    const exit = members >= atLeast ? 'available' : 'unavailable';
    return leave(exit, { key: `availability.${exit}`, values: { members, atLeast } });
  },
});
