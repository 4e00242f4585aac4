import { z } from 'zod';
import { name } from '../sound.ts';
import { defineKind, ignore, leave, required } from './kind.ts';

const settings = z.object({
  /** HTTPS, to a public address: checked again by the server, after the name was resolved. */
  url: z
    .string()
    .max(2_000)
    .regex(/^https:\/\//),
  timeoutMs: z.int().min(200).max(2_000).default(2_000),
  answers: z.array(name).min(1).max(20),
});

/** Asks the organization's own program by HTTPS which way to go. */
export const decisionKind = defineKind({
  kind: 'decision',
  settings,
  exits: ({ answers }) => [...answers.map((answer) => required(`answer_${answer}`)), required('failed')],
  enter: ({ url, timeoutMs, answers }) => ({ kind: 'wait', action: { kind: 'ask_decision', url, timeoutMs, answers } }),
  resume({ answers }, event) {
    if (event.kind === 'decision_failed') return leave('failed', { key: `decision.${event.reason}` });
    if (event.kind !== 'decided') return ignore;
    const { answer } = event;
    if (!answers.includes(answer)) return leave('failed', { key: 'decision.not_an_answer', values: { answer } });
    return leave(`answer_${answer}`, { key: 'decision.answered', values: { answer } });
  },
});
