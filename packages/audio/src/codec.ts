import { Concealer } from './concealer.ts';
import { decodeAlaw, decodeUlaw, encodeAlaw, encodeUlaw } from './g711.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { OpusDecoder, OpusEncoder } from './opus.ts';
import type { OpusRate } from './opus.ts';

/** Names as in SDP. */
export type AudioCodecName = 'opus' | 'G722' | 'PCMA' | 'PCMU';

/** PCM in, payloads out. `sampleRate` is what the PCM must have; it is not the RTP clock. */
export interface AudioEncoder {
  readonly sampleRate: number;
  encode(pcm: Int16Array): Uint8Array;
  close(): void;
}

/** Payloads in, PCM at `sampleRate` out. */
export interface AudioDecoder {
  readonly sampleRate: number;
  /** Undefined when the payload is damaged. */
  decode(payload: Uint8Array): Int16Array | undefined;
  /** Stands in for a lost frame of `samples`; `next` is the payload behind the hole, for in-band FEC. */
  conceal(samples: number, next?: Uint8Array): Int16Array;
  close(): void;
}

/** `sampleRate` chooses Opus' PCM rate (default 16000); the others have theirs: 8000, G.722 16000. */
export type CodecOptions = { sampleRate?: OpusRate };

export async function createAudioEncoder(codec: AudioCodecName, options: CodecOptions = {}): Promise<AudioEncoder> {
  switch (codec) {
    case 'opus':
      return OpusEncoder.create({ sampleRate: options.sampleRate ?? 16_000 });
    case 'G722': {
      const encoder = new G722Encoder();
      return { sampleRate: 16_000, encode: (pcm) => encoder.encode(pcm), close: nothing };
    }
    case 'PCMA':
      return { sampleRate: 8_000, encode: (pcm) => encodeAlaw(pcm), close: nothing };
    case 'PCMU':
      return { sampleRate: 8_000, encode: (pcm) => encodeUlaw(pcm), close: nothing };
  }
}

export async function createAudioDecoder(codec: AudioCodecName, options: CodecOptions = {}): Promise<AudioDecoder> {
  switch (codec) {
    case 'opus':
      return OpusDecoder.create({ sampleRate: options.sampleRate ?? 16_000 });
    case 'G722': {
      const decoder = new G722Decoder();
      return concealing(16_000, (payload) => decoder.decode(payload));
    }
    case 'PCMA':
      return concealing(8_000, (payload) => decodeAlaw(payload));
    case 'PCMU':
      return concealing(8_000, (payload) => decodeUlaw(payload));
  }
}

function concealing(sampleRate: number, decode: (payload: Uint8Array) => Int16Array): AudioDecoder {
  const concealer = new Concealer({ sampleRate });
  return {
    sampleRate,
    decode(payload) {
      const pcm = decode(payload);
      concealer.onFrame(pcm);
      return pcm;
    },
    conceal: (samples) => concealer.conceal(samples),
    close: nothing,
  };
}

function nothing(): void {
  // These codecs hold no memory outside the JavaScript heap.
}
