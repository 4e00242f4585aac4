import { levelDbfs, loadPrompt } from '@carillon/audio';
import { createRtpHeader } from '@carillon/rtp';
import type { CodecName } from '../../ports/media-plane.ts';
import { createFrameEncoder, frameSamples, pcmRate } from '../worker/frame-codec.ts';
import { Transcoder } from '../worker/transcoder.ts';

export type Network = { readonly lossPercent: number; readonly jitterMs: number };

export type SpeechQuality = {
  /** Distance of the short-time spectra from the undamaged sound, mean over all frames with speech, dB. */
  readonly distanceDb: number;
  /** Share of the time that was made up, percent. */
  readonly concealedPercent: number;
};

const clockRates: Record<CodecName, number> = { PCMA: 8_000, PCMU: 8_000, G722: 8_000, opus: 48_000 };

/** Some seconds of the shipped voice. */
function speech(): Int16Array {
  return loadPrompt('en', 'outbound_not_allowed');
}

/** Sends speech through a bad network into what a transcoded or mixed leg plays, and compares. The same every time. */
export async function measureSpeech(codec: CodecName, network: Network): Promise<SpeechQuality> {
  const sound = speech();
  const clean = await play(codec, sound, { lossPercent: 0, jitterMs: 0 });
  const damaged = await play(codec, sound, network);
  return {
    distanceDb: spectralDistance(clean.heard, damaged.heard),
    concealedPercent: damaged.concealedPercent,
  };
}

async function play(codec: CodecName, sound: Int16Array, network: Network) {
  const clockRate = clockRates[codec];
  const [encoder, transcoder] = [await createFrameEncoder(codec), await Transcoder.create({ codec, clockRate })];
  const random = repeatable(1_234);
  const frames = Math.floor(sound.length / frameSamples);
  const packets = Array.from({ length: frames }, (_, index) => {
    const payload = Uint8Array.from(encoder.encode(sound.subarray(index * frameSamples, (index + 1) * frameSamples)));
    const isLost = random() * 100 < network.lossPercent;
    return { index, payload, atMs: isLost ? Infinity : index * 20 + random() * network.jitterMs };
  }).toSorted((left, right) => left.atMs - right.atMs);
  const heard = new Int16Array((frames + 15) * frameSamples);
  let next = 0;
  for (let tick = 0; tick < frames + 15; tick += 1) {
    const nowMs = tick * 20 + 7;
    for (; packets[next] && packets[next]!.atMs <= nowMs; next += 1) {
      const { index, payload, atMs } = packets[next]!;
      const header = { ...createRtpHeader(), sequence: index & 0xffff, timestamp: index * (clockRate / 50), ssrc: 1 };
      transcoder.push(header, payload, atMs);
    }
    const frame = transcoder.pull(nowMs);
    if (frame) heard.set(frame, tick * frameSamples);
  }
  const { played, concealed } = transcoder.snapshot();
  encoder.close();
  transcoder.close();
  return { heard, concealedPercent: (100 * concealed) / (played + concealed) };
}

const windowFrames = 10;
/** The damaged sound may be this much later than the clean one, because the buffer has grown. */
const longestShiftMs = 240;

/** Window by window at the delay that fits best, since what is late is not wrong. */
function spectralDistance(clean: Int16Array, damaged: Int16Array): number {
  let [sum, count] = [0, 0];
  const length = windowFrames * frameSamples;
  for (let start = 0; start + length * 2 < damaged.length; start += length) {
    const reference = clean.subarray(start, start + length);
    if (levelDbfs(reference) < -50) continue;
    const shift = bestShift(reference, damaged, start);
    for (let offset = 0; offset + frameSamples <= length; offset += frameSamples) {
      const frame = reference.subarray(offset, offset + frameSamples);
      if (levelDbfs(frame) < -45) continue;
      const at = start + shift + offset;
      sum += frameDistance(frame, damaged.subarray(at, at + frameSamples));
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function bestShift(reference: Int16Array, damaged: Int16Array, start: number): number {
  let [best, bestScore] = [0, -Infinity];
  for (let shift = -frameSamples; shift <= (longestShiftMs * pcmRate) / 1_000; shift += 1) {
    if (start + shift < 0 || start + shift + reference.length > damaged.length) continue;
    let [product, energy] = [0, 1];
    // Every third sample is enough to find the place.
    for (let index = 0; index < reference.length; index += 3) {
      const sample = damaged[start + shift + index] as number;
      product += (reference[index] as number) * sample;
      energy += sample * sample;
    }
    const score = product / Math.sqrt(energy);
    if (score > bestScore) [best, bestScore] = [shift, score];
  }
  return best;
}

/** Root mean square of the differences of 32 bands up to 4 kHz, each at least at a floor. */
function frameDistance(one: Int16Array, other: Int16Array): number {
  const [left, right] = [bands(one), bands(other)];
  const squares = left.map((value, index) => (value - (right[index] as number)) ** 2);
  return Math.sqrt(squares.reduce((total, square) => total + square, 0) / squares.length);
}

const bandCount = 32;
const floorPower = 2_000;

function bands(frame: Int16Array): number[] {
  return waves.map(({ real, imaginary }) => {
    let [inPhase, behind] = [0, 0];
    for (let index = 0; index < frame.length; index += 1) {
      inPhase += (frame[index] as number) * (real[index] as number);
      behind += (frame[index] as number) * (imaginary[index] as number);
    }
    return 10 * Math.log10((inPhase * inPhase + behind * behind) / frame.length + floorPower);
  });
}

/** One windowed wave in the middle of each band. */
const waves = Array.from({ length: bandCount }, (_, band) => {
  const angle = (Math.PI * (band + 0.5)) / bandCount;
  const window = (index: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / (frameSamples - 1));
  const wave = (shape: (x: number) => number) =>
    Float64Array.from({ length: frameSamples }, (__, index) => window(index) * shape(angle * index));
  return { real: wave(Math.cos), imaginary: wave(Math.sin) };
});

/** Numbers from 0 to 1, the same in every run (xorshift). */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
