import { dbfsToAmplitude } from '@carillon/audio';

export type NoiseGenerator = (samples: number) => Int16Array;

/**
 * Noise of the level that a comfort-noise payload says (RFC 3389 3: its first byte is -dBov). The spectrum that may
 * follow is not drawn: at these levels nobody hears the difference. Null for an empty payload.
 */
export function comfortNoise(payload: Uint8Array): NoiseGenerator | null {
  const level = payload[0];
  if (level === undefined) return null;
  // 0 dBov is the power of a full-scale square wave, 3 dB above 0 dBFS; even noise has a third of its peak's power.
  const peak = dbfsToAmplitude(3 - (level & 0x7f)) * Math.sqrt(3 / 2);
  let state = 0x9e37_79b9;
  return (samples) =>
    Int16Array.from({ length: samples }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return Math.round((state / 2 ** 31) * peak);
    });
}
