import { z } from 'zod';
import { sound } from '../sound.ts';
import { defineKind, ignore, leave, optional } from './kind.ts';

const settings = z.object({
  sound,
  /** A key skips the rest. */
  skippable: z.boolean().default(false),
});

export const announcementKind = defineKind({
  kind: 'announcement',
  settings,
  exits: () => [optional('next')],
  enter: (given) => ({ kind: 'wait', action: { kind: 'play', sound: given.sound, bargeIn: given.skippable } }),
  resume: (_given, event) => (event.kind === 'played' ? leave('next', { key: 'announcement.played' }) : ignore),
});
