import { z } from 'zod';
import type { FlowEvent } from '../run/events.ts';
import { ringTarget } from '../sound.ts';
import { defineKind, ignore, leave, optional, required, type Outcome } from './kind.ts';

const settings = z.object({ target: ringTarget, ringSeconds: z.int().min(5).max(600).default(25) });

/** Ways out of whatever rings people: those who miss theirs leave by `no_answer`. */
export const ringExits = [
  required('no_answer'),
  optional('busy', 'no_answer'),
  optional('unreachable', 'no_answer'),
  optional('after_call'),
];

/** What became of the ringing. */
export function afterRinging(event: FlowEvent): Outcome {
  if (event.kind === 'talk_ended') return leave('after_call', { key: 'ring.talk_ended' });
  if (event.kind !== 'not_answered') return ignore;
  const because = { key: `ring.${event.reason}` };
  return leave(event.reason === 'busy' || event.reason === 'unreachable' ? event.reason : 'no_answer', because);
}

export const ringKind = defineKind({
  kind: 'ring',
  settings,
  exits: () => ringExits,
  enter: ({ target, ringSeconds }) => ({ kind: 'wait', action: { kind: 'ring', target, ringSeconds } }),
  resume: (_given, event) => afterRinging(event),
});
