import { z } from 'zod';
import { key, name, sound } from '../sound.ts';
import { defineKind, ignore, leave, optional, type Memory, type Outcome } from './kind.ts';

const settings = z.object({
  /** Under which the answers are counted. */
  question: name,
  sound,
  keys: z.array(key).min(2).max(12),
  tries: z.int().min(1).max(5).default(2),
  waitSeconds: z.int().min(1).max(30).default(5),
});

type Settings = z.infer<typeof settings>;

const ask = (given: Settings, tried: number): Outcome => ({
  kind: 'wait',
  action: { kind: 'ask_keys', sounds: [given.sound], mostKeys: 1, waitSeconds: given.waitSeconds, phrases: [] },
  memory: { tried },
});

function again(given: Settings, memory: Memory): Outcome {
  const tried = Number(memory['tried'] ?? 1);
  return tried < given.tries ? ask(given, tried + 1) : leave('next', { key: 'survey.not_answered' });
}

export const surveyKind = defineKind({
  kind: 'survey',
  settings,
  exits: () => [optional('next')],
  enter: (given) => ask(given, 1),
  resume(given, event, memory) {
    if (event.kind === 'nothing_entered') return again(given, memory);
    if (event.kind !== 'keys') return ignore;
    if (!given.keys.includes(event.keys)) return again(given, memory);
    const { question } = given;
    const because = { key: 'survey.answered', values: { question, answer: event.keys } };
    return leave('next', because, [{ kind: 'keep_answer', question, answer: event.keys }]);
  },
});
