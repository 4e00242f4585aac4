import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAudioDecoder, createAudioEncoder } from './codec.ts';
import type { AudioCodecName } from './codec.ts';
import {
  alawSilence,
  alawToUlaw,
  decodeAlaw,
  decodeUlaw,
  encodeAlaw,
  encodeUlaw,
  ulawSilence,
  ulawToAlaw,
} from './g711.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { levelDbfs } from './level.ts';
import { loadPrompt } from './prompts.ts';
import { Resampler } from './resampler.ts';
import { OpusDecoder, OpusEncoder } from './opus.ts';
import { dominantFrequency, toneLevelDbfs } from './spectrum.ts';
import { sine } from './tones.ts';

const allCodes = Uint8Array.from({ length: 256 }, (_, code) => code);

function frames(pcm: Int16Array, samples: number): Int16Array[] {
  return Array.from({ length: Math.floor(pcm.length / samples) }, (_, index) =>
    pcm.subarray(index * samples, (index + 1) * samples),
  );
}

function joined(parts: Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

describe('G.711', () => {
  test('known values of ITU-T G.711 tables 1 and 2', () => {
    expect([...decodeUlaw(Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0x8f))]).toEqual([-32_124, 32_124, 0, 0, 16_764]);
    expect([...decodeAlaw(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
    expect([alawSilence, ulawSilence]).toEqual([0xd5, 0xff]);
  });

  test('every codeword survives a round trip', () => {
    expect(encodeAlaw(decodeAlaw(allCodes))).toEqual(allCodes);
    // Mu-law has a negative zero that comes back as the positive one.
    expect(encodeUlaw(decodeUlaw(allCodes))).toEqual(allCodes.map((code) => (code === 0x7f ? 0xff : code)));
  });

  test('the nearest codeword is chosen for every sample', () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
    for (const [encode, decode] of [
      [encodeAlaw, decodeAlaw],
      [encodeUlaw, decodeUlaw],
    ] as const) {
      const heard = decode(encode(samples));
      let worst = 0;
      for (const [index, sample] of samples.entries()) {
        const error = Math.abs((heard[index] ?? 0) - sample);
        // Half a step of the segment, plus clipping at the very top.
        const allowed = Math.max(8, Math.abs(sample) / 32 + 6, Math.abs(sample) - 32_000);
        worst = Math.max(worst, error / allowed);
      }
      expect(worst).toBeLessThanOrEqual(1);
    }
  });

  test('direct transcoding equals the way through samples', () => {
    expect(alawToUlaw(allCodes)).toEqual(encodeUlaw(decodeAlaw(allCodes)));
    expect(ulawToAlaw(allCodes)).toEqual(encodeAlaw(decodeUlaw(allCodes)));
  });
});

describe('G.722', () => {
  test('the bit stream equals that of another implementation', () => {
    // Compared once with FFmpeg 5.1: no byte of 49,334 differed on speech, and its decoder gave our samples.
    const signal = Int16Array.from({ length: 16_000 }, (_, index) => ((index * index * 7) % 24_001) - 12_000);
    const codes = new G722Encoder().encode(signal);
    expect(createHash('sha256').update(codes).digest('hex')).toBe(
      '601e8379a03286a3d96941d3aa42cab12141a63843db7e0ac23480b53fc42266',
    );
    const pcm = new G722Decoder().decode(codes);
    expect(createHash('sha256').update(pcm).digest('hex')).toBe(
      'c84c838fc239106071be268a67446647701e06ed8d4a698528c8b0095c807315',
    );
  });

  test.each([300, 1_000, 3_000, 5_000, 6_500])('a sine of %d Hz comes through', (frequencyHz) => {
    const input = sine({ sampleRate: 16_000, frequencyHz, milliseconds: 500, levelDbfs: -12 });
    const heard = new G722Decoder().decode(new G722Encoder().encode(input)).subarray(1_600);
    expect(dominantFrequency(heard, 16_000)?.frequencyHz).toBeCloseTo(frequencyHz, -1);
    expect(toneLevelDbfs(heard, 16_000, frequencyHz)).toBeGreaterThan(-13.5);
  });

  test('full scale and noise do not overflow', () => {
    const loud = Int16Array.from({ length: 32_000 }, (_, index) => (index % 37 < 18 ? 32_767 : -32_768));
    const heard = new G722Decoder().decode(new G722Encoder().encode(loud));
    expect(levelDbfs(heard)).toBeGreaterThan(-3);
  });
});

describe('Opus', () => {
  test.each([8_000, 16_000, 48_000] as const)('a sine comes through at %d Hz', async (sampleRate) => {
    const encoder = await OpusEncoder.create({ sampleRate });
    const decoder = await OpusDecoder.create({ sampleRate });
    const input = sine({ sampleRate, frequencyHz: 700, milliseconds: 1_000, levelDbfs: -12 });
    const heard = frames(input, sampleRate / 50).map(
      (frame) => decoder.decode(encoder.encode(frame)) ?? new Int16Array(0),
    );
    expect(heard.every((frame) => frame.length === sampleRate / 50)).toBe(true);
    const peak = dominantFrequency(joined(heard.slice(10)), sampleRate);
    expect(peak?.frequencyHz).toBeCloseTo(700, -1);
    expect(peak?.levelDbfs).toBeGreaterThan(-15);
    encoder.close();
    decoder.close();
    encoder.close();
    expect([encoder.closed, decoder.closed]).toEqual([true, true]);
  });

  test('rates may differ at both ends', async () => {
    const encoder = await OpusEncoder.create({ sampleRate: 8_000 });
    const decoder = await OpusDecoder.create({ sampleRate: 48_000 });
    const input = sine({ sampleRate: 8_000, frequencyHz: 1_000, milliseconds: 600 });
    const heard = frames(input, 160).map((frame) => decoder.decode(encoder.encode(frame)) ?? new Int16Array(0));
    expect(dominantFrequency(joined(heard.slice(10)), 48_000)?.frequencyHz).toBeCloseTo(1_000, -1);
    encoder.close();
    decoder.close();
  });

  test('in-band FEC restores lost speech better than extrapolation', async () => {
    const encoder = await OpusEncoder.create({ sampleRate: 16_000, packetLossPercent: 20 });
    const speech = new Resampler({ from: 8_000, to: 16_000 }).process(loadPrompt('en', 'please_hold'));
    const packets = frames(speech, 320).map((frame) => encoder.encode(frame));
    const [complete, repaired, guessed] = await Promise.all(
      [0, 1, 2].map(() => OpusDecoder.create({ sampleRate: 16_000 })),
    );
    const distances = { repaired: 0, guessed: 0 };
    for (const [index, packet] of packets.entries()) {
      const truth = complete!.decode(packet)!;
      const isLost = index % 5 === 4 && index + 1 < packets.length;
      const withFec = isLost ? repaired!.conceal(320, packets[index + 1]) : repaired!.decode(packet)!;
      const without = isLost ? guessed!.conceal(320) : guessed!.decode(packet)!;
      if (!isLost) continue;
      distances.repaired += Math.abs(levelDbfs(withFec) - levelDbfs(truth));
      distances.guessed += Math.abs(levelDbfs(without) - levelDbfs(truth));
    }
    expect(distances.repaired).toBeLessThan(distances.guessed * 0.7);
    for (const codec of [encoder, complete!, repaired!, guessed!]) codec.close();
  });

  test('garbage gives nothing, a closed decoder is a bug', async () => {
    const decoder = await OpusDecoder.create({ sampleRate: 8_000 });
    expect(decoder.decode(Uint8Array.of(255, 255, 255, 255))).toBeUndefined();
    expect(decoder.conceal(160)).toHaveLength(160);
    decoder.close();
    expect(() => decoder.decode(Uint8Array.of(1))).toThrow('closed');
  });
});

describe('lost frames', () => {
  test.each<[AudioCodecName, number]>([
    ['PCMA', 8_000],
    ['PCMU', 8_000],
    ['G722', 16_000],
    ['opus', 16_000],
  ])(
    '%s: one lost frame of a tone is filled at nearly its level, a long hole fades to silence',
    async (codec, rate) => {
      const encoder = await createAudioEncoder(codec);
      const decoder = await createAudioDecoder(codec);
      expect([encoder.sampleRate, decoder.sampleRate]).toEqual([rate, rate]);
      const samples = rate / 50;
      const payloads = frames(sine({ sampleRate: rate, frequencyHz: 200, milliseconds: 400 }), samples).map((frame) =>
        encoder.encode(frame),
      );
      const heard = payloads.map((payload) => decoder.decode(payload)).at(-1);
      const [filled, , , , , , , , , faded] = Array.from({ length: 10 }, () => decoder.conceal(samples));
      expect(levelDbfs(filled!)).toBeGreaterThan(levelDbfs(heard!) - 6);
      expect(dominantFrequency(filled!, rate)?.frequencyHz).toBeGreaterThan(120);
      expect(levelDbfs(faded!)).toBeLessThan(levelDbfs(heard!) - 10);
      encoder.close();
      decoder.close();
    },
  );
});
