import { readFileSync } from 'node:fs';
import { parseWav } from './wav.ts';

/** Texts are in `prompts/prompts.json`; files are made by `tools/make-prompts.mjs`. */
export const promptNames = [
  'number_unassigned',
  'no_answer',
  'busy',
  'unavailable',
  'emergency_refused',
  'outbound_not_allowed',
  'caller_id_not_allowed',
  'concurrency_limit',
  'service_unavailable',
  'please_hold',
  'goodbye',
  'leave_message',
  'recording_notice',
  'invalid_choice',
  'digit_0',
  'digit_1',
  'digit_2',
  'digit_3',
  'digit_4',
  'digit_5',
  'digit_6',
  'digit_7',
  'digit_8',
  'digit_9',
] as const;

export type PromptName = (typeof promptNames)[number];
export type PromptLanguage = 'fr' | 'en';

const folder = new URL('../prompts/', import.meta.url);
const cache = new Map<string, Int16Array>();

/** A shipped prompt at 8 kHz, read once. The samples are shared: do not write into them. */
export function loadPrompt(language: PromptLanguage, name: PromptName): Int16Array {
  return loadFile(`${language}/${name}.wav`);
}

/** The shipped hold music, made to be played in a loop. */
export function loadHoldMusic(sampleRate: 8_000 | 16_000): Int16Array {
  return loadFile(sampleRate === 8_000 ? 'music/hold.wav' : 'music/hold-16k.wav');
}

function loadFile(path: string): Int16Array {
  const known = cache.get(path);
  if (known) return known;
  const audio = parseWav(readFileSync(new URL(path, folder)));
  if (audio.kind === 'wav_error') throw new Error(`shipped sound ${path} is damaged: ${audio.reason}`);
  cache.set(path, audio.samples);
  return audio.samples;
}
