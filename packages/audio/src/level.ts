/** Level of a full-scale sine is 0 dBFS, both for its peak and for its mean power (AES17). */
const fullScale = 32_768;

/** What digital silence measures. */
export const silenceDbfs = -120;

/** Mean power of the samples in dBFS, between -120 and about +3 (a square wave). */
export function levelDbfs(pcm: Int16Array): number {
  let sum = 0;
  for (let index = 0; index < pcm.length; index++) sum += (pcm[index] as number) ** 2;
  return powerToDbfs(pcm.length === 0 ? 0 : sum / pcm.length);
}

/** Mean square to dBFS. */
export function powerToDbfs(meanSquare: number): number {
  if (meanSquare <= 0) return silenceDbfs;
  return Math.max(silenceDbfs, 10 * Math.log10((2 * meanSquare) / fullScale ** 2));
}

/** Amplitude (peak) of a sine of this level. */
export function dbfsToAmplitude(dbfs: number): number {
  return fullScale * 10 ** (dbfs / 20);
}

export function peakDbfs(pcm: Int16Array): number {
  let peak = 0;
  for (let index = 0; index < pcm.length; index++) peak = Math.max(peak, Math.abs(pcm[index] as number));
  return peak === 0 ? silenceDbfs : 20 * Math.log10(peak / fullScale);
}

export function clampSample(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value);
}

/** A copy, louder or quieter by `decibels`, limited to full scale. */
export function amplify(pcm: Int16Array, decibels: number): Int16Array {
  const factor = 10 ** (decibels / 20);
  return Int16Array.from(pcm, (sample) => clampSample(sample * factor));
}
