import { G722Band, saturate } from './g722-band.ts';
import {
  higherInverse,
  lowerDecisions,
  lowerInverse4,
  lowerInverse6,
  lowerNegative,
  lowerPositive,
  qmfTaps,
} from './g722-tables.ts';

/** G.722 at 64 kbit/s: 16 kHz PCM, one byte per two samples. Its RTP clock says 8000 (RFC 3551 4.5.2). */
export class G722Encoder {
  readonly #lower = new G722Band('lower');
  readonly #higher = new G722Band('higher');
  readonly #history = new Int32Array(24);

  /** An odd last sample is left out. */
  encode(pcm: Int16Array): Uint8Array {
    const out = new Uint8Array(pcm.length >> 1);
    const history = this.#history;
    for (let index = 0; index < out.length; index++) {
      history.copyWithin(0, 2);
      history[22] = pcm[2 * index] as number;
      history[23] = pcm[2 * index + 1] as number;
      let odd = 0;
      let even = 0;
      for (let tap = 0; tap < 12; tap++) {
        odd += (history[2 * tap] as number) * (qmfTaps[tap] as number);
        even += (history[2 * tap + 1] as number) * (qmfTaps[11 - tap] as number);
      }
      out[index] = (this.#encodeHigher((even - odd) >> 14) << 6) | this.#encodeLower((even + odd) >> 14);
    }
    return out;
  }

  #encodeLower(sample: number): number {
    const band = this.#lower;
    const difference = saturate(sample - band.prediction);
    const magnitude = difference >= 0 ? difference : -(difference + 1);
    let level = 1;
    while (level < 30 && magnitude >= ((lowerDecisions[level] as number) * band.scale) >> 12) level++;
    const code = (difference < 0 ? lowerNegative[level] : lowerPositive[level]) as number;
    band.adapt((band.scale * (lowerInverse4[code >> 2] as number)) >> 15, code >> 2);
    return code;
  }

  #encodeHigher(sample: number): number {
    const band = this.#higher;
    const difference = saturate(sample - band.prediction);
    const magnitude = difference >= 0 ? difference : -(difference + 1);
    const isLarge = magnitude >= (564 * band.scale) >> 12;
    const code = (difference < 0 ? 0 : 2) | (isLarge ? 0 : 1);
    band.adapt((band.scale * (higherInverse[code] as number)) >> 15, code);
    return code;
  }
}

export class G722Decoder {
  readonly #lower = new G722Band('lower');
  readonly #higher = new G722Band('higher');
  readonly #history = new Int32Array(24);

  decode(codes: Uint8Array): Int16Array {
    const out = new Int16Array(codes.length * 2);
    const history = this.#history;
    for (let index = 0; index < codes.length; index++) {
      const code = codes[index] as number;
      const lower = this.#decodeLower(code & 0x3f);
      const higher = this.#decodeHigher(code >> 6);
      history.copyWithin(0, 2);
      history[22] = lower + higher;
      history[23] = lower - higher;
      let first = 0;
      let second = 0;
      for (let tap = 0; tap < 12; tap++) {
        second += (history[2 * tap] as number) * (qmfTaps[tap] as number);
        first += (history[2 * tap + 1] as number) * (qmfTaps[11 - tap] as number);
      }
      out[2 * index] = saturate(first >> 11);
      out[2 * index + 1] = saturate(second >> 11);
    }
    return out;
  }

  #decodeLower(code: number): number {
    const band = this.#lower;
    const sample = band.prediction + ((band.scale * (lowerInverse6[code] as number)) >> 15);
    band.adapt((band.scale * (lowerInverse4[code >> 2] as number)) >> 15, code >> 2);
    return limit(sample);
  }

  #decodeHigher(code: number): number {
    const band = this.#higher;
    const difference = (band.scale * (higherInverse[code] as number)) >> 15;
    const sample = band.prediction + difference;
    band.adapt(difference, code);
    return limit(sample);
  }
}

/** Sub-band samples have 15 bits. */
function limit(sample: number): number {
  return sample > 16_383 ? 16_383 : sample < -16_384 ? -16_384 : sample;
}
