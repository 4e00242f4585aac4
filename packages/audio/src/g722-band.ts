import { higherSteps, lowerSteps, scaleFractions } from './g722-tables.ts';

export function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
}

/** +size when the signs agree, else -size. */
function agreement(left: number, right: number, size: number): number {
  return left >> 15 === right >> 15 ? size : -size;
}

/** State of one sub-band: scale factor and the adaptive predictor of two poles and six zeros (G.722 3.5, 3.6). */
export class G722Band {
  /** Predicted sample. */
  prediction = 0;
  /** Linear scale factor. */
  scale: number;
  #logScale = 0;
  #zeroPart = 0;
  readonly #isLower: boolean;
  readonly #differences = new Int32Array(7);
  readonly #zeros = new Int32Array(7);
  readonly #reconstructed = new Int32Array(3);
  readonly #partial = new Int32Array(3);
  readonly #poles = new Int32Array(3);

  constructor(band: 'lower' | 'higher') {
    this.#isLower = band === 'lower';
    this.scale = this.#isLower ? 32 : 8;
  }

  /** Adapts to the quantised difference of this sample; `codeword` has 4 bits (lower band) or 2 (higher band). */
  adapt(difference: number, codeword: number): void {
    this.#adaptScale(codeword);
    this.#adaptPredictor(difference);
  }

  #adaptScale(codeword: number): void {
    const step = (this.#isLower ? lowerSteps[codeword] : higherSteps[codeword]) ?? 0;
    const limit = this.#isLower ? 18_432 : 22_528;
    this.#logScale = Math.max(0, Math.min(limit, ((this.#logScale * 127) >> 7) + step));
    const fraction = scaleFractions[(this.#logScale >> 6) & 31] as number;
    const shift = (this.#isLower ? 8 : 10) - (this.#logScale >> 11);
    this.scale = (shift < 0 ? fraction << -shift : fraction >> shift) << 2;
  }

  #adaptPredictor(difference: number): void {
    const differences = this.#differences;
    const reconstructed = this.#reconstructed;
    differences[0] = difference;
    reconstructed[0] = saturate(this.prediction + difference);
    this.#adaptPoles(saturate(this.#zeroPart + difference));
    this.#adaptZeros(difference);
    // A loop over six elements is much faster than `copyWithin`.
    for (let tap = 6; tap > 0; tap--) differences[tap] = differences[tap - 1] as number;
    reconstructed[2] = reconstructed[1] as number;
    reconstructed[1] = reconstructed[0];
    this.#predict();
  }

  #adaptPoles(partial: number): void {
    const one = this.#partial[1] as number;
    const two = this.#partial[2] as number;
    const firstPole = this.#poles[1] as number;
    const secondPole = this.#poles[2] as number;
    const quadruple = saturate(firstPole << 2);
    const cross = Math.min(32_767, -agreement(partial, one, quadruple));
    const second = agreement(partial, two, 128) + (cross >> 7) + ((secondPole * 32_512) >> 15);
    const newSecond = Math.max(-12_288, Math.min(12_288, second));
    const first = saturate(agreement(partial, one, 192) + ((firstPole * 32_640) >> 15));
    const bound = saturate(15_360 - newSecond);
    this.#poles[1] = Math.max(-bound, Math.min(bound, first));
    this.#poles[2] = newSecond;
    this.#partial[2] = one;
    this.#partial[1] = partial;
  }

  #adaptZeros(difference: number): void {
    const gain = difference === 0 ? 0 : 128;
    for (let tap = 1; tap <= 6; tap++) {
      const leaked = ((this.#zeros[tap] as number) * 32_640) >> 15;
      this.#zeros[tap] = saturate(agreement(this.#differences[tap] as number, difference, gain) + leaked);
    }
  }

  #predict(): void {
    let poles = 0;
    for (let tap = 1; tap <= 2; tap++) {
      const doubled = saturate(2 * (this.#reconstructed[tap] as number));
      poles = saturate(poles + (((this.#poles[tap] as number) * doubled) >> 15));
    }
    let zeros = 0;
    for (let tap = 6; tap > 0; tap--) {
      const doubled = saturate(2 * (this.#differences[tap] as number));
      zeros = saturate(zeros + (((this.#zeros[tap] as number) * doubled) >> 15));
    }
    this.#zeroPart = zeros;
    this.prediction = saturate(poles + zeros);
  }
}
