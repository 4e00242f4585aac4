import { decodeAlaw, decodeUlaw, encodeAlaw, encodeUlaw, OpusDecoder, OpusEncoder } from '@carillon/audio';
import type { CodecName } from '../../ports/media-plane.ts';

/** All sound made or changed here is 8 kHz mono: shipped prompts are, G.711 is, and Opus converts inside. */
export const pcmRate = 8_000;
/** 20 ms. */
export const frameSamples = 160;

export interface FrameEncoder {
  /** One payload out of one frame of 160 samples. */
  encode(frame: Int16Array): Uint8Array;
  close(): void;
}

export interface FrameDecoder {
  decode(payload: Uint8Array): Int16Array;
  /** Something to hear in place of lost samples; `next` is the packet behind the hole. */
  conceal(samples: number, next?: Uint8Array): Int16Array;
  close(): void;
}

export async function createFrameEncoder(codec: CodecName): Promise<FrameEncoder> {
  switch (codec) {
    case 'PCMA':
      return { encode: (frame) => encodeAlaw(frame), close: () => {} };
    case 'PCMU':
      return { encode: (frame) => encodeUlaw(frame), close: () => {} };
    case 'opus':
      return OpusEncoder.create({ sampleRate: pcmRate });
    case 'G722':
      throw new Error('G722 can not be encoded here');
  }
}

export async function createFrameDecoder(codec: CodecName): Promise<FrameDecoder> {
  switch (codec) {
    case 'PCMA':
      return new LawDecoder(decodeAlaw);
    case 'PCMU':
      return new LawDecoder(decodeUlaw);
    case 'opus':
      return opusDecoder(await OpusDecoder.create({ sampleRate: pcmRate }));
    case 'G722':
      throw new Error('G722 can not be decoded here');
  }
}

function opusDecoder(decoder: OpusDecoder): FrameDecoder {
  return {
    decode: (payload) => decoder.decode(payload) ?? decoder.conceal(frameSamples),
    conceal: (samples, next) => decoder.conceal(samples, next),
    close: () => decoder.close(),
  };
}

/** G.711 with the simplest concealment: the last frame again, each time at half its level. */
class LawDecoder implements FrameDecoder {
  readonly #decode: (payload: Uint8Array) => Int16Array;
  #last = new Int16Array(frameSamples);

  constructor(decode: (payload: Uint8Array) => Int16Array) {
    this.#decode = decode;
  }

  decode(payload: Uint8Array): Int16Array {
    const pcm = this.#decode(payload);
    if (pcm.length > 0) this.#last = Int16Array.from(pcm);
    return pcm;
  }

  conceal(samples: number): Int16Array {
    this.#last = this.#last.map((sample) => sample >> 1);
    return Int16Array.from({ length: samples }, (_, index) => this.#last[index % this.#last.length] ?? 0);
  }

  close(): void {}
}
