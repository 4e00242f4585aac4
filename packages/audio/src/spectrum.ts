import { powerToDbfs, silenceDbfs } from './level.ts';

/** Longest stretch that is looked at: 2 s at 8 kHz, resolution below 1 Hz after interpolation. */
const maxPoints = 16_384;

export type SpectralPeak = { frequencyHz: number; levelDbfs: number };

/** Mean square of the samples' component at one frequency (Goertzel). */
export function goertzelPower(pcm: Int16Array, sampleRate: number, frequencyHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRate);
  let first = 0;
  let second = 0;
  for (let index = 0; index < pcm.length; index++) {
    const next = (pcm[index] as number) + coefficient * first - second;
    second = first;
    first = next;
  }
  const magnitude = first * first + second * second - coefficient * first * second;
  return pcm.length === 0 ? 0 : Math.max(0, (2 * magnitude) / pcm.length ** 2);
}

/** Level of a sine of this frequency within the samples, in dBFS. */
export function toneLevelDbfs(pcm: Int16Array, sampleRate: number, frequencyHz: number): number {
  return powerToDbfs(goertzelPower(pcm, sampleRate, frequencyHz));
}

/**
 * The strongest frequency and its level. Undefined for fewer than 64 samples or silence below -90 dBFS. Good to about
 * 1 Hz and 0.5 dB for a steady tone of 100 ms or more.
 */
export function dominantFrequency(pcm: Int16Array, sampleRate: number): SpectralPeak | undefined {
  if (pcm.length < 64) return undefined;
  const start = Math.max(0, Math.floor((pcm.length - maxPoints) / 2));
  const power = powerSpectrum(pcm.subarray(start, start + maxPoints));
  let peak = 1;
  for (let bin = 2; bin < power.length - 1; bin++) if ((power[bin] as number) > (power[peak] as number)) peak = bin;
  const [left, middle, right] = [-1, 0, 1].map((offset) => Math.log((power[peak + offset] as number) + 1e-12));
  if (left === undefined || middle === undefined || right === undefined) return undefined;
  const curvature = left - 2 * middle + right;
  const shift = curvature === 0 ? 0 : (0.5 * (left - right)) / curvature;
  const level = powerToDbfs(Math.exp(middle - 0.25 * (left - right) * shift));
  if (level < Math.max(-90, silenceDbfs)) return undefined;
  return { frequencyHz: ((peak + shift) * sampleRate) / (2 * power.length), levelDbfs: level };
}

/** Mean square per bin of a Hann-windowed, zero-padded block, scaled so that a sine shows its own power at its peak. */
function powerSpectrum(pcm: Int16Array): Float64Array {
  const points = 2 ** Math.ceil(Math.log2(pcm.length * 2));
  const real = new Float64Array(points);
  const imaginary = new Float64Array(points);
  for (let index = 0; index < pcm.length; index++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / pcm.length);
    real[index] = (pcm[index] as number) * window;
  }
  fft(real, imaginary);
  // The window halves the amplitude; one side of the spectrum holds half of it again.
  const scale = 2 * (2 / pcm.length) ** 2;
  return Float64Array.from(
    { length: points / 2 },
    (_, bin) => scale * ((real[bin] as number) ** 2 + (imaginary[bin] as number) ** 2),
  );
}

/** In-place radix-2 transform; the length must be a power of two. */
function fft(real: Float64Array, imaginary: Float64Array): void {
  reverseBits(real, imaginary);
  for (let size = 2; size <= real.length; size *= 2) {
    for (let offset = 0; offset < size / 2; offset++) {
      const angle = (-2 * Math.PI * offset) / size;
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      for (let even = offset; even < real.length; even += size) {
        const odd = even + size / 2;
        const oddReal = (real[odd] as number) * cosine - (imaginary[odd] as number) * sine;
        const oddImaginary = (real[odd] as number) * sine + (imaginary[odd] as number) * cosine;
        real[odd] = (real[even] as number) - oddReal;
        imaginary[odd] = (imaginary[even] as number) - oddImaginary;
        real[even] = (real[even] as number) + oddReal;
        imaginary[even] = (imaginary[even] as number) + oddImaginary;
      }
    }
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  for (let index = 1, reversed = 0; index < real.length; index++) {
    let bit = real.length >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (index >= reversed) continue;
    [real[index], real[reversed]] = [real[reversed] as number, real[index] as number];
    [imaginary[index], imaginary[reversed]] = [imaginary[reversed] as number, imaginary[index] as number];
  }
}
