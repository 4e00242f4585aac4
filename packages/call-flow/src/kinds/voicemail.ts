import { z } from 'zod';
import { ringTarget, sound } from '../sound.ts';
import { defineKind, ignore, leave, optional } from './kind.ts';

const settings = z.object({
  box: z.discriminatedUnion('kind', [...ringTarget.options, z.object({ kind: z.literal('number') })]),
  /** Null: the greeting of the box. */
  greeting: sound.nullable().default(null),
});

export const voicemailKind = defineKind({
  kind: 'voicemail',
  settings,
  exits: () => [optional('next')],
  enter: ({ box, greeting }) => ({ kind: 'wait', action: { kind: 'take_voicemail', box, greeting } }),
  resume: (_given, event) =>
    event.kind === 'voicemail_ended'
      ? leave('next', { key: event.left ? 'voicemail.left' : 'voicemail.nothing_left' })
      : ignore,
});
