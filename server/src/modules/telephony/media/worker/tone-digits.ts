import { decodeAlaw, decodeUlaw, DtmfDetector } from '@carillon/audio';
import type { LegMedia } from '../protocol.ts';

/** Finds the digits that a far side without telephone-event sends as sound. G.711 only: Opus distorts the tones. */
export class ToneDigits {
  readonly #detector = new DtmfDetector({ sampleRate: 8_000 });
  readonly #decode: (payload: Uint8Array) => Int16Array;

  private constructor(decode: (payload: Uint8Array) => Int16Array) {
    this.#decode = decode;
  }

  /** Null where events were agreed, or where the codec does not carry tones well. */
  static for(media: LegMedia | null): ToneDigits | null {
    if (!media || media.events.length > 0) return null;
    if (media.codec === 'PCMA') return new ToneDigits(decodeAlaw);
    return media.codec === 'PCMU' ? new ToneDigits(decodeUlaw) : null;
  }

  /** Digits that began in this packet. */
  push(payload: Uint8Array): string {
    return this.#detector.push(this.#decode(payload));
  }
}
