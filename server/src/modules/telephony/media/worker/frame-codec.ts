import { createAudioDecoder, createAudioEncoder, Resampler } from '@carillon/audio';
import type { CodecName } from '../../ports/media-plane.ts';

/**
 * All sound made or changed here is 8 kHz mono: shipped prompts and G.711 are, and Opus converts inside. G.722 pays for a
 * resampler, and keeps its upper band only when it is relayed.
 */
export const pcmRate = 8_000;
/** 20 ms. */
export const frameSamples = 160;
const widebandRate = 16_000;

export interface FrameEncoder {
  /** One payload out of one frame of 160 samples. */
  encode(frame: Int16Array): Uint8Array;
  close(): void;
}

export interface FrameDecoder {
  /** Damaged payloads become something to hear. */
  decode(payload: Uint8Array): Int16Array;
  /** Something to hear in place of lost samples; `next` is the packet behind the hole. */
  conceal(samples: number, next?: Uint8Array): Int16Array;
  close(): void;
}

export async function createFrameEncoder(codec: CodecName): Promise<FrameEncoder> {
  const encoder = await createAudioEncoder(codec, { sampleRate: pcmRate });
  if (encoder.sampleRate === pcmRate) return encoder;
  const up = new Resampler({ from: pcmRate, to: widebandRate });
  return { encode: (frame) => encoder.encode(up.process(frame)), close: () => encoder.close() };
}

export async function createFrameDecoder(codec: CodecName): Promise<FrameDecoder> {
  const decoder = await createAudioDecoder(codec, { sampleRate: pcmRate });
  const close = () => decoder.close();
  if (decoder.sampleRate === pcmRate) {
    return {
      decode: (payload) => decoder.decode(payload) ?? decoder.conceal(frameSamples),
      conceal: (samples, next) => decoder.conceal(samples, next),
      close,
    };
  }
  const down = new Resampler({ from: widebandRate, to: pcmRate });
  return {
    decode: (payload) => down.process(decoder.decode(payload) ?? decoder.conceal(frameSamples * 2)),
    conceal: (samples, next) => down.process(decoder.conceal(samples * 2, next)),
    close,
  };
}
