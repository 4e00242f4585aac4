import { z } from 'zod';
import type { FlowAction } from '../run/actions.ts';
import { key, sound, type Sound } from '../sound.ts';
import { defineKind, ignore, leave, required, type Memory, type Outcome } from './kind.ts';

/** Longest internal number that a caller may dial in a menu (packages/api: extension). */
const longestExtension = 6;

const settings = z.object({
  sound,
  choices: z
    .array(
      z.object({
        key,
        label: z.string().trim().max(80),
        phrases: z.array(z.string().trim().max(60)).max(10).default([]),
      }),
    )
    .max(12),
  /** How often the question is asked before the caller leaves by `no_choice`. */
  tries: z.int().min(1).max(10).default(3),
  waitSeconds: z.int().min(1).max(30).default(5),
  /** Said before the question is asked again. */
  wrongChoice: sound.nullable().default(null),
  /** A caller who knows an internal number may dial it here; `ringSeconds` is how long it rings. */
  extensions: z
    .object({ ringSeconds: z.int().min(5).max(120) })
    .nullable()
    .default(null),
});

export type MenuSettings = z.infer<typeof settings>;

function ask(given: MenuSettings, before: readonly Sound[]): FlowAction {
  return {
    kind: 'ask_keys',
    sounds: [...before, given.sound],
    mostKeys: given.extensions === null ? 1 : longestExtension,
    waitSeconds: given.waitSeconds,
    phrases: given.choices.flatMap((choice) => choice.phrases),
  };
}

/** Asks once more, or leaves when it was asked often enough. */
function again(given: MenuSettings, memory: Memory, why: string): Outcome {
  const tried = Number(memory['tried'] ?? 1);
  if (tried >= given.tries) return leave('no_choice', { key: `menu.${why}`, values: { tries: tried } });
  const before = given.wrongChoice === null ? [] : [given.wrongChoice];
  return { kind: 'wait', action: ask(given, before), memory: { ...memory, tried: tried + 1 } };
}

function choose(given: MenuSettings, keys: string, memory: Memory): Outcome {
  const choice = given.choices.find((each) => each.key === keys);
  if (choice) return leave(`key_${nameOfKey(keys)}`, { key: 'menu.key', values: { key: keys, label: choice.label } });
  if (given.extensions === null || !/^\d{2,6}$/.test(keys)) return again(given, memory, 'wrong_choice');
  const { ringSeconds } = given.extensions;
  return { kind: 'wait', action: { kind: 'ring_extension', extension: keys, ringSeconds }, memory };
}

function say(given: MenuSettings, phrase: string, memory: Memory): Outcome {
  const spoken = phrase.trim().toLowerCase();
  const choice = given.choices.find((each) => each.phrases.some((text) => text.toLowerCase() === spoken));
  return choice ? choose(given, choice.key, memory) : again(given, memory, 'wrong_choice');
}

/** `*` and `#` as an exit may spell them. */
export const nameOfKey = (pressed: string): string => pressed.replace('*', 'star').replace('#', 'hash');

export const menuKind = defineKind({
  kind: 'menu',
  settings,
  exits: (given) => [...given.choices.map((choice) => required(`key_${nameOfKey(choice.key)}`)), required('no_choice')],
  enter: (given) => ({ kind: 'wait', action: ask(given, []), memory: { tried: 1 } }),
  resume(given, event, memory) {
    if (event.kind === 'keys') return choose(given, event.keys, memory);
    if (event.kind === 'speech') return say(given, event.phrase, memory);
    if (event.kind === 'nothing_entered') return again(given, memory, 'nothing_entered');
    if (event.kind === 'not_answered') return again(given, memory, 'extension_not_answered');
    if (event.kind === 'talk_ended') return { kind: 'end', because: { key: 'ring.talk_ended' } };
    return ignore;
  },
});
