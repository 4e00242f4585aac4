import { decodeAlaw, decodeUlaw } from './g711.ts';

/** Samples are interleaved when there are two channels. */
export type WavAudio = { kind: 'wav'; sampleRate: number; channels: number; samples: Int16Array };
export type WavError = { kind: 'wav_error'; reason: string };

export const wavHeaderBytes = 44;

/** What the size fields say while a file is being written: readers then take what is there. */
const unknownSize = 0xffffffff;

/** Header of a 16-bit PCM file. Leave `dataBytes` out for a file whose length is not known yet. */
export function wavHeader(options: { sampleRate: number; channels: number; dataBytes?: number }): Uint8Array {
  const { sampleRate, channels, dataBytes } = options;
  const header = new Uint8Array(wavHeaderBytes);
  const view = new DataView(header.buffer);
  writeText(header, 0, 'RIFF');
  view.setUint32(4, dataBytes === undefined ? unknownSize : dataBytes + wavHeaderBytes - 8, true);
  writeText(header, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  writeText(header, 36, 'data');
  view.setUint32(40, dataBytes ?? unknownSize, true);
  return header;
}

/** Milliseconds of sound in a 16-bit PCM file of this size, whatever its header says. */
export function wavDurationMs(bytes: number, options: { sampleRate: number; channels: number }): number {
  return (Math.max(0, bytes - wavHeaderBytes) * 500) / (options.sampleRate * options.channels);
}

/** A whole 16-bit PCM file. */
export function buildWav(samples: Int16Array, options: { sampleRate: number; channels?: number }): Uint8Array {
  const { sampleRate, channels = 1 } = options;
  const bytes = new Uint8Array(wavHeaderBytes + samples.length * 2);
  bytes.set(wavHeader({ sampleRate, channels, dataBytes: samples.length * 2 }));
  bytes.set(pcmBytes(samples), wavHeaderBytes);
  return bytes;
}

/** Samples as little-endian bytes; a view, not a copy (every platform we run on is little-endian). */
export function pcmBytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Reads 16-bit PCM and G.711 files. Never throws; a file cut short gives what is there. */
export function parseWav(bytes: Uint8Array): WavAudio | WavError {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || readText(bytes, 0) !== 'RIFF' || readText(bytes, 8) !== 'WAVE')
    return fault('not a WAV file');
  let format: WavFormat | undefined;
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const size = Math.min(view.getUint32(offset + 4, true), bytes.length - offset - 8);
    const name = readText(bytes, offset);
    if (name === 'fmt ' && size >= 16) format = readFormat(view, offset + 8);
    if (name === 'data') return decode(format, bytes.subarray(offset + 8, offset + 8 + size));
    offset += 8 + size + (size & 1);
  }
  return fault('no data chunk');
}

type WavFormat = { tag: number; channels: number; sampleRate: number; bits: number };

function readFormat(view: DataView, offset: number): WavFormat {
  return {
    tag: view.getUint16(offset, true),
    channels: view.getUint16(offset + 2, true),
    sampleRate: view.getUint32(offset + 4, true),
    bits: view.getUint16(offset + 14, true),
  };
}

function decode(format: WavFormat | undefined, data: Uint8Array): WavAudio | WavError {
  if (!format) return fault('no format chunk before the data');
  const { tag, bits, channels, sampleRate } = format;
  if (channels < 1 || channels > 2 || sampleRate === 0) return fault(`${channels} channels at ${sampleRate} Hz`);
  // 0xfffe is "extensible": written by some editors around plain PCM.
  if ((tag === 1 || tag === 0xfffe) && bits === 16) {
    // A copy: the data may start at an odd address, and `slice` of a Buffer would not copy.
    const aligned = new Uint8Array(data.subarray(0, data.length & ~1));
    return { kind: 'wav', sampleRate, channels, samples: new Int16Array(aligned.buffer) };
  }
  if (tag === 6) return { kind: 'wav', sampleRate, channels, samples: decodeAlaw(data) };
  if (tag === 7) return { kind: 'wav', sampleRate, channels, samples: decodeUlaw(data) };
  return fault(`format ${tag} with ${bits} bits is not supported`);
}

/** One channel out of two, as the mean of both. */
export function toMono(audio: WavAudio): Int16Array {
  if (audio.channels === 1) return audio.samples;
  const { samples } = audio;
  const mean = (index: number) => ((samples[2 * index] as number) + (samples[2 * index + 1] as number)) >> 1;
  return Int16Array.from({ length: samples.length >> 1 }, (_, index) => mean(index));
}

function writeText(bytes: Uint8Array, offset: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[offset + index] = text.charCodeAt(index);
}

function readText(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function fault(reason: string): WavError {
  return { kind: 'wav_error', reason };
}
