import { interleave, WavWriter } from '@carillon/audio';
import type { WavFile } from '@carillon/audio';
import type { RtpHeader } from '@carillon/rtp';
import type { RecordedSound } from '../../ports/media-plane.ts';
import type { LegMedia } from '../protocol.ts';
import { frameSamples, pcmRate } from './frame-codec.ts';
import { tickMs } from './ticker.ts';
import type { Ticker } from './ticker.ts';
import { Transcoder } from './transcoder.ts';

const silence = new Int16Array(frameSamples);
const side = { spoken: 0, heard: 1 } as const;
export type RecordedSide = keyof typeof side;

/**
 * A leg on file while it happens: left what its far side says, right what it hears, whatever that is. One clock for
 * both, the ticker's: where nothing comes, or the recording is paused, there is silence, so that the file is as long as
 * the time that passed.
 */
export class Recorder {
  readonly #ticker: Ticker;
  readonly #writer: WavWriter;
  readonly #transcoders: [Transcoder | null, Transcoder | null] = [null, null];
  #media: LegMedia | null = null;
  #startedMs: number | null = null;
  #lastMs = 0;
  #frames = 0;
  #stopping: Promise<RecordedSound> | null = null;
  isPaused = false;

  private constructor(ticker: Ticker, writer: WavWriter) {
    this.#ticker = ticker;
    this.#writer = writer;
  }

  /** Creates the file. Rejects when it can't be created; never replaces one. */
  static async open(path: string, ticker: Ticker): Promise<Recorder> {
    const writer = await WavWriter.open(path, { sampleRate: pcmRate, channels: 2 });
    const recorder = new Recorder(ticker, writer);
    ticker.add(recorder.#tick);
    return recorder;
  }

  /** For the codec that the leg has from now on. */
  async tune(media: LegMedia | null): Promise<void> {
    this.#media = media;
    const made = media ? await Promise.all([Transcoder.create(media), Transcoder.create(media)]) : [null, null];
    if (this.#stopping || this.#media !== media) {
      for (const transcoder of made) transcoder?.close();
      return;
    }
    this.#closeTranscoders();
    this.#transcoders[0] = made[0] ?? null;
    this.#transcoders[1] = made[1] ?? null;
  }

  /** A packet of the leg; undefined for one that is no sound but holds a place in the order. */
  push(which: RecordedSide, packet: { header: RtpHeader; payload: Uint8Array | undefined; nowMs: number }): void {
    this.#transcoders[side[which]]?.push(packet.header, packet.payload, packet.nowMs);
  }

  /** Writes what is left and the true length. The file plays as far as the disk took it. */
  stop(): Promise<RecordedSound> {
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  async #finish(): Promise<RecordedSound> {
    this.#ticker.remove(this.#tick);
    this.#closeTranscoders();
    const elapsedMs = this.#startedMs === null ? 0 : this.#lastMs - this.#startedMs + tickMs;
    const { bytes, durationMs, failure } = await this.#writer.close().then(
      (file): WavFile & { failure: null } => ({ ...file, failure: null }),
      (error: unknown) => ({
        ...this.#writer.written,
        failure: error instanceof Error ? error.message : String(error),
      }),
    );
    const isWhole = failure === null && Math.abs(durationMs - elapsedMs) <= tickMs;
    return {
      bytes,
      durationMs,
      isWhole,
      failure: failure ?? (isWhole ? null : 'the length is not the time that passed'),
    };
  }

  readonly #tick = (nowMs: number): void => {
    this.#startedMs ??= nowMs;
    this.#lastMs = nowMs;
    // A thread that was late left out ticks: their time is in the file all the same.
    const due = Math.round((nowMs - this.#startedMs) / tickMs);
    for (; this.#frames < due; this.#frames += 1) this.#writer.write(interleave(silence, silence));
    const [spoken, heard] = this.#transcoders.map((transcoder) => transcoder?.pull(nowMs) ?? silence);
    this.#writer.write(this.isPaused ? interleave(silence, silence) : interleave(spoken ?? silence, heard ?? silence));
    this.#frames += 1;
  };

  #closeTranscoders(): void {
    for (const transcoder of this.#transcoders) transcoder?.close();
    this.#transcoders.fill(null);
  }
}
