import { loadHoldMusic, loadPrompt, promptNames, ToneGenerator } from '@carillon/audio';
import type { PromptLanguage, PromptName, TonePart } from '@carillon/audio';
import type { PromptSource } from '../../ports/media-plane.ts';
import { frameSamples, pcmRate } from './frame-codec.ts';

/** Frames of 160 samples; null once it is over. */
export type SoundSource = { readonly read: () => Int16Array | null };

/** A prompt, music or tone. A name that is not shipped is a bug of the caller and throws. */
export function openSound(source: PromptSource, repeat: boolean): SoundSource {
  if (source.kind === 'file') return pcmSource(loadFile(source.name), repeat);
  const generator = new ToneGenerator(toneOf(source.tone), { sampleRate: pcmRate });
  return { read: () => generator.read(frameSamples) };
}

/** Plays samples once or over and over; the last frame is filled with silence. */
export function pcmSource(pcm: Int16Array, repeat: boolean): SoundSource {
  let position = 0;
  const read = (): Int16Array | null => {
    if (position >= pcm.length && !repeat) return null;
    const frame = new Int16Array(frameSamples);
    for (let filled = 0; filled < frameSamples && pcm.length > 0;) {
      if (position >= pcm.length) {
        if (!repeat) break;
        position = 0;
      }
      const part = pcm.subarray(position, position + frameSamples - filled);
      frame.set(part, filled);
      filled += part.length;
      position += part.length;
    }
    return frame;
  };
  return { read };
}

/** Reads every shipped sound once, so that no disk is touched while sound is moving. */
export function preloadSounds(): void {
  loadHoldMusic(pcmRate);
  for (const language of ['fr', 'en'] as const) for (const name of promptNames) loadPrompt(language, name);
}

function loadFile(name: string): Int16Array {
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
