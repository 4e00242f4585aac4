import { describe, expect, test } from 'vitest';
import { DtmfDetector, dtmfTones } from './dtmf-tones.ts';
import { amplify, levelDbfs, peakDbfs, silenceDbfs } from './level.ts';
import { interleave, mix, MixBus } from './mixer.ts';
import { loadHoldMusic, loadPrompt, promptNames } from './prompts.ts';
import { dominantFrequency, toneLevelDbfs } from './spectrum.ts';
import { ToneGenerator, sine } from './tones.ts';
import { VoiceActivityDetector } from './vad.ts';

const sampleRate = 8_000;

/** Repeatable noise of the given level. */
function noise(samples: number, dbfs: number): Int16Array {
  let state = 12_345;
  const white = Int16Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return state >> 18;
  });
  return amplify(white, dbfs - levelDbfs(white));
}

describe('measures', () => {
  test('a sine of -12 dBFS measures -12 dBFS by power, peak and Goertzel', () => {
    const tone = sine({ sampleRate, frequencyHz: 1_000, milliseconds: 500, levelDbfs: -12 });
    expect(levelDbfs(tone)).toBeCloseTo(-12, 1);
    expect(peakDbfs(tone)).toBeCloseTo(-12, 1);
    expect(toneLevelDbfs(tone, sampleRate, 1_000)).toBeCloseTo(-12, 1);
    expect(toneLevelDbfs(tone, sampleRate, 1_500)).toBeLessThan(-70);
    expect(levelDbfs(new Int16Array(160))).toBe(silenceDbfs);
    expect(levelDbfs(new Int16Array(0))).toBe(silenceDbfs);
  });

  test.each([50, 425, 440, 1_004.5, 2_100, 3_999])('the dominant frequency of %d Hz is found', (frequencyHz) => {
    for (const rate of [8_000, 16_000, 48_000]) {
      const peak = dominantFrequency(sine({ sampleRate: rate, frequencyHz, milliseconds: 300, levelDbfs: -30 }), rate);
      if (frequencyHz > rate / 2 - 10) continue;
      expect(Math.abs((peak?.frequencyHz ?? 0) - frequencyHz)).toBeLessThan(1);
      expect(Math.abs((peak?.levelDbfs ?? 0) + 30)).toBeLessThan(0.5);
    }
  });

  test('the stronger of two tones wins, silence has none', () => {
    const strong = sine({ sampleRate, frequencyHz: 600, milliseconds: 200, levelDbfs: -10 });
    const weak = sine({ sampleRate, frequencyHz: 1_600, milliseconds: 200, levelDbfs: -20 });
    expect(dominantFrequency(mix([strong, weak], strong.length), sampleRate)?.frequencyHz).toBeCloseTo(600, 0);
    expect(dominantFrequency(new Int16Array(800), sampleRate)).toBeUndefined();
    expect(dominantFrequency(new Int16Array(10), sampleRate)).toBeUndefined();
  });
});

describe('tones', () => {
  test('ringback is 1.5 s of 440 Hz every 5 s', () => {
    const tone = new ToneGenerator('ringback', { sampleRate });
    const seconds = Array.from({ length: 100 }, () => tone.read(800));
    const isOn = seconds.map((part) => levelDbfs(part) > -30);
    expect(isOn.slice(0, 50)).toEqual([...Array(15).fill(true), ...Array(35).fill(false)]);
    expect(isOn.slice(50)).toEqual(isOn.slice(0, 50));
    expect(dominantFrequency(seconds[0]!, sampleRate)?.frequencyHz).toBeCloseTo(440, -0.5);
    expect(levelDbfs(seconds[3]!)).toBeCloseTo(-18, 0);
  });

  test('frames join without a seam', () => {
    const whole = new ToneGenerator('dial', { sampleRate }).read(1_600);
    const framed = new ToneGenerator('dial', { sampleRate });
    const parts = Array.from({ length: 10 }, () => [...framed.read(160)]);
    expect(Int16Array.from(parts.flat())).toEqual(whole);
  });
});

describe('mixing', () => {
  const tones = [400, 700, 1_100].map((frequencyHz) => sine({ sampleRate, frequencyHz, milliseconds: 200 }));

  const busOf = (...frames: Int16Array[]) => {
    const bus = new MixBus(1_600);
    for (const frame of frames) bus.add(frame);
    return bus;
  };
  const heardTones = (pcm: Int16Array) => [400, 700, 1_100].map((hz) => toneLevelDbfs(pcm, sampleRate, hz) > -20);

  test('everybody hears the others and not themselves', () => {
    const bus = busOf(...tones);
    expect(tones.map((own) => heardTones(bus.heardBy(own)))).toEqual([
      [false, true, true],
      [true, false, true],
      [true, true, false],
    ]);
    expect(heardTones(bus.everybody())).toEqual([true, true, true]);
    expect(toneLevelDbfs(bus.heardBy(tones[0]!), sampleRate, 400)).toBeLessThan(-60);
    bus.clear();
    expect(levelDbfs(bus.everybody())).toBe(silenceDbfs);
  });

  test('the sum is limited, not wrapped', () => {
    const loud = new Int16Array(1_600).fill(30_000);
    const quiet = new Int16Array(10).fill(-30_000);
    expect(busOf(loud, loud, loud).heardBy(loud)[0]).toBe(32_767);
    expect([...mix([quiet, quiet], 10)]).toEqual(Array(10).fill(-32_768));
  });

  test('a supervisor whispers to the agent alone', () => {
    const [caller, agent, supervisor] = tones as [Int16Array, Int16Array, Int16Array];
    const bus = busOf(caller, agent);
    expect(heardTones(bus.heardBy(caller))).toEqual([false, true, false]);
    expect(heardTones(bus.heardBy(agent, [supervisor]))).toEqual([true, false, true]);
    expect(heardTones(bus.everybody())).toEqual([true, true, false]);
  });

  test('left and right', () => {
    expect([...interleave(Int16Array.of(1, 2), Int16Array.of(3))]).toEqual([1, 3, 2, 0]);
  });
});

describe('in-band digits', () => {
  const digits = '0123456789*#ABCD';

  test.each([
    ['long', { toneMs: 100, gapMs: 100, levelDbfs: -9 }],
    ['short', { toneMs: 45, gapMs: 45, levelDbfs: -9 }],
    ['quiet', { toneMs: 80, gapMs: 80, levelDbfs: -35 }],
  ])('%s tones are found, each once, whatever the framing', (_, options) => {
    for (const rate of [8_000, 16_000]) {
      const pcm = dtmfTones(`${digits}11`, { sampleRate: rate, ...options });
      for (const samples of [160, 80, 333]) {
        const detector = new DtmfDetector({ sampleRate: rate });
        let found = '';
        for (let offset = 0; offset < pcm.length; offset += samples)
          found += detector.push(pcm.subarray(offset, offset + samples));
        expect(found).toBe(`${digits}11`);
      }
    }
  });

  test('through noise 20 dB below', () => {
    const pcm = dtmfTones(digits, { sampleRate });
    expect(new DtmfDetector({ sampleRate }).push(mix([pcm, noise(pcm.length, -32)], pcm.length))).toBe(digits);
  });

  test('neither speech, music, noise nor a single tone is a digit', () => {
    const sounds = [
      ...promptNames.flatMap((name) => [loadPrompt('fr', name), loadPrompt('en', name)]),
      loadHoldMusic(8_000),
      noise(80_000, -20),
      sine({ sampleRate, frequencyHz: 697, milliseconds: 500 }),
      sine({ sampleRate, frequencyHz: 440, milliseconds: 500 }),
    ];
    expect(sounds.map((pcm) => new DtmfDetector({ sampleRate }).push(pcm)).join('')).toBe('');
  });

  test('text without digits makes no sound', () => expect(dtmfTones('xyz', { sampleRate })).toHaveLength(0));
});

describe('VoiceActivityDetector', () => {
  function activity(pcm: Int16Array): boolean[] {
    const detector = new VoiceActivityDetector();
    return Array.from({ length: Math.floor(pcm.length / 160) }, (_, index) =>
      detector.push(pcm.subarray(index * 160, index * 160 + 160)),
    );
  }

  test('speech between stretches of quiet noise', () => {
    const speech = loadPrompt('en', 'please_hold');
    const quiet = noise(16_000, -60);
    const found = activity(Int16Array.from([...quiet, ...speech, ...quiet]));
    const speechFrames = found.slice(105, 95 + Math.floor(speech.length / 160));
    expect(found.slice(5, 98).filter(Boolean)).toHaveLength(0);
    expect(speechFrames.filter(Boolean).length / speechFrames.length).toBeGreaterThan(0.9);
    expect(found.slice(-50).filter(Boolean)).toHaveLength(0);
  });

  test('silence is timed', () => {
    const detector = new VoiceActivityDetector();
    for (let frame = 0; frame < 50; frame++) detector.push(new Int16Array(160));
    expect(detector.silenceMs).toBe(1_000);
    detector.push(loadPrompt('en', 'goodbye').subarray(1_600, 1_760));
    expect(detector.silenceMs).toBe(0);
  });
});

describe('shipped sounds', () => {
  test('every prompt is there in both languages, at its level, with short edges', () => {
    for (const name of promptNames) {
      for (const language of ['fr', 'en'] as const) {
        const pcm = loadPrompt(language, name);
        expect(pcm.length / sampleRate).toBeGreaterThan(0.25);
        expect(Math.abs(levelDbfs(pcm) + 22)).toBeLessThan(4);
        expect(peakDbfs(pcm)).toBeLessThan(-2.5);
        expect(levelDbfs(pcm.subarray(0, 320))).toBeLessThan(-40);
      }
    }
    expect(loadPrompt('fr', 'busy')).toBe(loadPrompt('fr', 'busy'));
  });

  test('the texts are those of the files', async () => {
    const texts = await import('../prompts/prompts.json', { with: { type: 'json' } });
    expect(Object.keys(texts.default)).toEqual([...promptNames]);
  });

  test('hold music loops without a seam, within the telephone band', () => {
    for (const rate of [8_000, 16_000] as const) {
      const pcm = loadHoldMusic(rate);
      expect(pcm.length).toBe(16 * rate);
      expect(levelDbfs(pcm)).toBeCloseTo(-24, 0);
      const steps = pcm.slice(1).map((sample, index) => Math.abs(sample - pcm[index]!));
      expect(Math.abs(pcm[0]! - pcm.at(-1)!)).toBeLessThanOrEqual(
        steps.reduce((most, step) => Math.max(most, step), 0),
      );
    }
  });
});
