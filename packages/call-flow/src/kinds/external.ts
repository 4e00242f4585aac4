import { z } from 'zod';
import { afterRinging, ringExits } from './ring.ts';
import { defineKind } from './kind.ts';

const settings = z.object({
  /** E.164. */
  number: z.string().regex(/^\+[1-9]\d{6,14}$/),
  ringSeconds: z.int().min(5).max(120).default(25),
  /** What the called person sees. The caller's own number only where the carrier lets it pass. */
  callerId: z.enum(['number_called', 'caller']).default('number_called'),
});

export const externalKind = defineKind({
  kind: 'external',
  settings,
  exits: () => ringExits,
  enter: ({ number, ringSeconds, callerId }) => ({
    kind: 'wait',
    action: { kind: 'dial', number, ringSeconds, callerId },
  }),
  resume: (_given, event) => afterRinging(event),
});
