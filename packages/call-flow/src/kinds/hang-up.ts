import { z } from 'zod';
import { sound } from '../sound.ts';
import { defineKind } from './kind.ts';

export const hangUpKind = defineKind({
  kind: 'hang_up',
  settings: z.object({
    sound: sound.nullable().default(null),
    /** The caller hears a busy tone instead of an ordinary end. */
    busy: z.boolean().default(false),
  }),
  exits: () => [],
  enter: (given) => ({ kind: 'end', because: { key: 'hang_up.reached' }, actions: [{ kind: 'hang_up', ...given }] }),
});
