import { loadHoldMusic, loadPrompt, promptNames, ToneGenerator } from '@carillon/audio';
import type { PromptLanguage, PromptName, TonePart } from '@carillon/audio';
import type { PromptSource } from '../../ports/media-plane.ts';
import { frameSamples, pcmRate } from './frame-codec.ts';

/** Frames of 160 samples; null once it is over. */
export type SoundSource = { readonly read: () => Int16Array | null };

/** Never ends. */
export function toneSource(tone: ToneChoice): SoundSource {
  const generator = new ToneGenerator(toneOf(tone), { sampleRate: pcmRate });
  return { read: () => generator.read(frameSamples) };
}

/** Plays samples once; the last frame is filled with silence. */
export function pcmSource(pcm: Int16Array): SoundSource {
  let position = 0;
  const read = (): Int16Array | null => {
    if (position >= pcm.length) return null;
    const frame = new Int16Array(frameSamples);
    frame.set(pcm.subarray(position, position + frameSamples));
    position += frameSamples;
    return frame;
  };
  return { read };
}

/** Reads every shipped sound once, so that no disk is touched while sound is moving. */
export function preloadSounds(): void {
  loadHoldMusic(pcmRate);
  for (const language of ['fr', 'en'] as const) for (const name of promptNames) loadPrompt(language, name);
}

/** 8 kHz samples of a shipped sound. A name that is not shipped is a bug of the caller and throws. */
export function loadSound(name: string): Int16Array {
  if (name === 'music/hold') return loadHoldMusic(pcmRate);
  const [language, prompt] = name.split('/');
  if ((language !== 'fr' && language !== 'en') || !isPrompt(prompt)) throw new Error(`no shipped sound ${name}`);
  return loadPrompt(language satisfies PromptLanguage, prompt);
}

function isPrompt(name: string | undefined): name is PromptName {
  return promptNames.some((known) => known === name);
}

type ToneChoice = Extract<PromptSource, { kind: 'tone' }>['tone'];

function toneOf(tone: ToneChoice): 'ringback' | 'busy' | 'congestion' | readonly TonePart[] {
  if (tone === 'sine440') return [{ frequenciesHz: [440], milliseconds: 1_000 }];
  if (tone === 'sine880') return [{ frequenciesHz: [880], milliseconds: 1_000 }];
  return tone;
}
