import type { CodecName } from '../../ports/media-plane.ts';
import { createFrameEncoder, frameSamples } from './frame-codec.ts';
import type { FrameEncoder } from './frame-codec.ts';

/**
 * A shipped sound in one codec, encoded once for all who ever hear it: whoever is furthest encodes, the others reuse.
 * Frames are made when they are due, so that a long sound never holds up the thread.
 */
export class PromptTrack {
  readonly #pcm: Int16Array;
  readonly #frames: (Uint8Array | undefined)[];
  #missing: number;
  #encoder: FrameEncoder | null = null;

  constructor(pcm: Int16Array, codec: CodecName) {
    this.#pcm = pcm;
    this.#missing = Math.ceil(pcm.length / frameSamples);
    this.#frames = Array.from({ length: this.#missing });
    void createFrameEncoder(codec).then((encoder) => (this.#encoder = encoder));
  }

  /** The payload of 20 ms, the last one filled with silence; null while the codec is being prepared. */
  at(index: number): Uint8Array | null {
    const known = this.#frames[index];
    if (known) return known;
    if (!this.#encoder || index >= this.#frames.length) return null;
    const frame = new Int16Array(frameSamples);
    frame.set(this.#pcm.subarray(index * frameSamples, (index + 1) * frameSamples));
    // A copy: codecs may reuse the memory of what they give.
    const payload = Uint8Array.from(this.#encoder.encode(frame));
    this.#frames[index] = payload;
    this.#missing -= 1;
    if (this.#missing === 0) this.#encoder.close();
    return payload;
  }
}

const tracks = new Map<string, PromptTrack>();

/** The track of a sound; `load` reads it the first time. There are as many as shipped sounds times codecs. */
export function promptTrack(name: string, codec: CodecName, load: (name: string) => Int16Array): PromptTrack {
  const key = `${codec} ${name}`;
  const known = tracks.get(key);
  if (known) return known;
  const track = new PromptTrack(load(name), codec);
  tracks.set(key, track);
  return track;
}
