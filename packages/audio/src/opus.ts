import { Application, createDecoder, createEncoder } from 'libopus-wasm';
import type { OpusDecoderHandle, OpusEncoderHandle } from 'libopus-wasm';

/** Opus resamples inside: 8 kHz towards G.711 saves our own resampler. The RTP clock stays at 48 kHz. */
export type OpusRate = 8_000 | 16_000 | 48_000;

export type OpusEncoderOptions = {
  sampleRate: OpusRate;
  /** Bits per second; default 24000. */
  bitrate?: number;
  /** 0-10; default 5: half the cost of libopus' own default, hardly audible on speech. */
  complexity?: number;
  /** Expected loss, 0-100: more makes in-band FEC stronger. Default 5. */
  packetLossPercent?: number;
  /** In-band FEC; default true. */
  fec?: boolean;
  /** Send nothing in silence; default false, so that the peer's NAT and jitter buffer stay warm. */
  dtx?: boolean;
};

/** Mono Opus encoder. `close` frees its memory in the WebAssembly heap; forgetting it is a leak. */
export class OpusEncoder {
  readonly sampleRate: OpusRate;
  readonly #handle: OpusEncoderHandle;
  #isClosed = false;

  private constructor(handle: OpusEncoderHandle, sampleRate: OpusRate) {
    this.#handle = handle;
    this.sampleRate = sampleRate;
  }

  static async create(options: OpusEncoderOptions): Promise<OpusEncoder> {
    const { sampleRate, bitrate = 24_000, complexity = 5, packetLossPercent = 5, fec = true, dtx = false } = options;
    // Made for voice: the codec's default for music has no in-band FEC at this bit rate (RFC 6716 2.1.7).
    const application = Application.Voip;
    const settings = {
      application,
      sampleRate,
      bitrate,
      complexity,
      packetLossPercent,
      fec,
      dtx,
      channels: 1 as const,
    };
    return new OpusEncoder(await createEncoder(settings), sampleRate);
  }

  /** One packet out of a frame of 2.5, 5, 10, 20, 40 or 60 ms. */
  encode(pcm: Int16Array): Uint8Array {
    return this.#handle.encode(pcm, { frameSize: pcm.length });
  }

  /** Adapts to what the peer reports (RTCP). */
  setPacketLossPercent(percent: number): void {
    this.#handle.setPacketLossPercent(Math.max(0, Math.min(100, Math.round(percent))));
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handle.free();
  }
}

/** Mono Opus decoder; a stereo stream is mixed down by the library. */
export class OpusDecoder {
  readonly sampleRate: OpusRate;
  readonly #handle: OpusDecoderHandle;
  #isClosed = false;

  private constructor(handle: OpusDecoderHandle, sampleRate: OpusRate) {
    this.#handle = handle;
    this.sampleRate = sampleRate;
  }

  static async create(options: { sampleRate: OpusRate }): Promise<OpusDecoder> {
    return new OpusDecoder(await createDecoder({ ...options, channels: 1 }), options.sampleRate);
  }

  /** Undefined when the bytes are no Opus packet. */
  decode(packet: Uint8Array): Int16Array | undefined {
    return this.#attempt(() => this.#handle.decode(packet));
  }

  /** Fills `samples` of a lost frame: from the FEC data of the packet behind it when given, else by extrapolation. */
  conceal(samples: number, next?: Uint8Array): Int16Array {
    const recovered = next && this.#attempt(() => this.#handle.decode(next, { decodeFec: true, frameSize: samples }));
    return recovered ?? this.#handle.decodePacketLoss(samples);
  }

  /** Garbage from the network is expected; the library answers it by throwing. */
  #attempt(decode: () => Int16Array): Int16Array | undefined {
    if (this.#isClosed) throw new Error('decode on a closed OpusDecoder');
    try {
      return decode();
    } catch {
      return undefined;
    }
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handle.free();
  }
}
