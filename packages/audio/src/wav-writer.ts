import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pcmBytes, wavHeader, wavHeaderBytes } from './wav.ts';

/** Samples gathered before they go to the file: half a second of 8 kHz stereo. */
const chunkSamples = 8_000;

/**
 * Writes a recording while it happens. `write` never waits: chunks go to the file one after another in the background.
 * A file whose writer died reads to its last chunk, because the size fields say "unknown" until `close`.
 */
export class WavWriter {
  readonly #file: FileHandle;
  readonly #sampleRate: number;
  readonly #channels: number;
  #chunk = new Int16Array(chunkSamples);
  #filled = 0;
  #dataBytes = 0;
  /** What the disk took, without a hole. */
  #writtenBytes = 0;
  #pending: Promise<void> = Promise.resolve();
  #failure: unknown;
  #closing: Promise<WavFile> | undefined;

  private constructor(file: FileHandle, options: { sampleRate: number; channels: number }) {
    this.#file = file;
    this.#sampleRate = options.sampleRate;
    this.#channels = options.channels;
  }

  /** Creates the file. Rejects when it is there already, or the folder can't be written. */
  static async open(path: string, options: { sampleRate: number; channels?: number }): Promise<WavWriter> {
    const { sampleRate, channels = 1 } = options;
    const file = await open(path, 'wx', 0o600);
    await file.write(wavHeader({ sampleRate, channels }), 0, wavHeaderBytes, 0);
    return new WavWriter(file, { sampleRate, channels });
  }

  /** Interleaved when there are two channels. The samples are copied. */
  write(samples: Int16Array): void {
    if (this.#closing) throw new Error('write on a closed WavWriter');
    for (let offset = 0; offset < samples.length;) {
      const part = samples.subarray(offset, offset + this.#chunk.length - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
      if (this.#filled === this.#chunk.length) this.#flush();
    }
  }

  /** Length so far, in milliseconds. */
  get durationMs(): number {
    const samples = this.#dataBytes / 2 + this.#filled;
    return (samples * 1_000) / (this.#sampleRate * this.#channels);
  }

  /** What is safely in the file. */
  get written(): WavFile {
    const bytes = this.#writtenBytes;
    return { bytes: wavHeaderBytes + bytes, durationMs: (bytes * 500) / (this.#sampleRate * this.#channels) };
  }

  /** Writes the rest and the true sizes. Rejects with the first fault of the disk, also of an earlier chunk. */
  close(): Promise<WavFile> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  #flush(): void {
    const bytes = pcmBytes(this.#chunk.subarray(0, this.#filled));
    const position = wavHeaderBytes + this.#dataBytes;
    this.#dataBytes += bytes.length;
    this.#chunk = new Int16Array(chunkSamples);
    this.#filled = 0;
    this.#pending = this.#pending
      .then(async () => {
        // Behind a hole nothing is worth writing.
        if (this.#failure) return;
        await writeWhole(this.#file, bytes, position);
        this.#writtenBytes += bytes.length;
      })
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }

  async #finish(): Promise<WavFile> {
    this.#flush();
    await this.#pending;
    const header = wavHeader({ sampleRate: this.#sampleRate, channels: this.#channels, dataBytes: this.#writtenBytes });
    try {
      // What a full disk took of the last chunk ends in the middle of nothing.
      if (this.#failure) await this.#file.truncate(wavHeaderBytes + this.#writtenBytes);
      await this.#file.write(header, 0, wavHeaderBytes, 0);
    } finally {
      await this.#file.close();
    }
    if (this.#failure) throw new Error('the sound file could not be written', { cause: this.#failure });
    return this.written;
  }
}

/** A disk that is nearly full takes a part, and says so only the next time. */
async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

export type WavFile = { bytes: number; durationMs: number };
