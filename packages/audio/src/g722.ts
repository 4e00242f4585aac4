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

/** Samples before the current pair that the filter of 24 taps needs. */
const historyLength = 22;

/** G.722 at 64 kbit/s: 16 kHz PCM, one byte per two samples. Its RTP clock says 8000 (RFC 3551 4.5.2). */
export class G722Encoder {
  readonly #lower = new G722Band('lower');
  readonly #higher = new G722Band('higher');
  readonly #history = new Int32Array(historyLength);

  /** An odd last sample is left out. */
  encode(pcm: Int16Array): Uint8Array {
    const out = new Uint8Array(pcm.length >> 1);
    const samples = new Int32Array(historyLength + 2 * out.length);
    samples.set(this.#history);
    samples.set(pcm.subarray(0, 2 * out.length), historyLength);
    for (let index = 0; index < out.length; index++) {
      let odd = 0;
      let even = 0;
      for (let tap = 0; tap < 12; tap++) {
        const at = 2 * (index + tap);
        odd += (samples[at] as number) * (qmfTaps[tap] as number);
        even += (samples[at + 1] as number) * (qmfTaps[11 - tap] as number);
      }
      out[index] = (this.#encodeHigher((even - odd) >> 14) << 6) | this.#encodeLower((even + odd) >> 14);
    }
    this.#history.set(samples.subarray(2 * out.length));
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
  readonly #history = new Int32Array(historyLength);

  decode(codes: Uint8Array): Int16Array {
    const out = new Int16Array(codes.length * 2);
    const bands = new Int32Array(historyLength + out.length);
    bands.set(this.#history);
    for (let index = 0; index < codes.length; index++) {
      const code = codes[index] as number;
      const lower = this.#decodeLower(code & 0x3f);
      const higher = this.#decodeHigher(code >> 6);
      bands[historyLength + 2 * index] = lower + higher;
      bands[historyLength + 2 * index + 1] = lower - higher;
      let first = 0;
      let second = 0;
      for (let tap = 0; tap < 12; tap++) {
        const at = 2 * (index + tap);
        second += (bands[at] as number) * (qmfTaps[tap] as number);
        first += (bands[at + 1] as number) * (qmfTaps[11 - tap] as number);
      }
      out[2 * index] = saturate(first >> 11);
      out[2 * index + 1] = saturate(second >> 11);
    }
    this.#history.set(bands.subarray(out.length));
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
