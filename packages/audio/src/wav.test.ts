import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dominantFrequency } from './spectrum.ts';
import { sine } from './tones.ts';
import { buildWav, parseWav, toMono } from './wav.ts';
import { WavWriter } from './wav-writer.ts';

describe('WAV bytes', () => {
  test('what is built is read back', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 50 }), fc.constantFrom(8_000, 48_000), (samples, sampleRate) => {
        expect(parseWav(buildWav(samples, { sampleRate }))).toEqual({ kind: 'wav', sampleRate, channels: 1, samples });
      }),
    );
  });

  test('stereo becomes mono, G.711 files are read', () => {
    const stereo = parseWav(buildWav(Int16Array.of(100, 300, -50, -70), { sampleRate: 8_000, channels: 2 }));
    expect(stereo.kind === 'wav' && [...toMono(stereo)]).toEqual([200, -60]);
    const alaw = buildWav(Int16Array.of(0, 0), { sampleRate: 8_000 });
    alaw[20] = 6;
    alaw.set([0xd5, 0x55, 0xaa, 0x2a], 44);
    expect(parseWav(alaw)).toMatchObject({ samples: Int16Array.of(8, -8, 32_256, -32_256) });
  });

  test('damaged files are refused or cut, never thrown on', () => {
    const wav = buildWav(Int16Array.of(1, 2, 3), { sampleRate: 8_000 });
    expect(parseWav(wav.subarray(0, 49))).toMatchObject({ samples: Int16Array.of(1, 2) });
    expect(parseWav(wav.subarray(0, 30))).toMatchObject({ kind: 'wav_error' });
    expect(parseWav(new Uint8Array(0))).toMatchObject({ kind: 'wav_error' });
    const eightBit = wav.slice();
    eightBit[34] = 8;
    expect(parseWav(eightBit)).toMatchObject({ kind: 'wav_error' });
    fc.assert(
      fc.property(fc.nat(49), fc.nat(255), fc.nat(50), (at, value, length) => {
        const bytes = wav.slice();
        bytes[at] = value;
        expect(['wav', 'wav_error']).toContain(parseWav(bytes.subarray(0, length)).kind);
      }),
    );
  });
});

describe('WavWriter', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carillon-wav-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a recording of many frames has its length and its sound', async () => {
    const path = join(folder, 'tone.wav');
    const tone = sine({ sampleRate: 8_000, frequencyHz: 440, milliseconds: 3_010 });
    const writer = await WavWriter.open(path, { sampleRate: 8_000 });
    for (let offset = 0; offset < tone.length; offset += 160) writer.write(tone.subarray(offset, offset + 160));
    expect(writer.durationMs).toBe(3_010);
    expect(await writer.close()).toEqual({ bytes: 44 + tone.length * 2, durationMs: 3_010 });
    expect(await writer.close()).toEqual({ bytes: 44 + tone.length * 2, durationMs: 3_010 });
    const audio = parseWav(await readFile(path));
    expect(audio).toEqual({ kind: 'wav', sampleRate: 8_000, channels: 1, samples: tone });
    expect(audio.kind === 'wav' && dominantFrequency(audio.samples, 8_000)?.frequencyHz).toBeCloseTo(440, 0);
    expect(() => writer.write(tone)).toThrow('closed');
  });

  test('a file whose writer died is readable to its last chunk', async () => {
    const path = join(folder, 'dead.wav');
    const writer = await WavWriter.open(path, { sampleRate: 8_000 });
    writer.write(new Int16Array(20_000).fill(7));
    await expect
      .poll(async () => {
        const audio = parseWav(await readFile(path));
        return audio.kind === 'wav' && audio.samples.length;
      })
      .toBe(16_000);
    await writer.close();
  });

  test('a file that is there already is not replaced', async () => {
    const path = join(folder, 'twice.wav');
    await (await WavWriter.open(path, { sampleRate: 8_000 })).close();
    await expect(WavWriter.open(path, { sampleRate: 8_000 })).rejects.toThrow('EEXIST');
  });

  test('when the disk takes no more, what it took plays and the fault is told', async () => {
    const path = join(folder, 'full.wav');
    const script = `
      import { WavWriter } from ${JSON.stringify(new URL('wav-writer.ts', import.meta.url).href)};
      const writer = await WavWriter.open(${JSON.stringify(path)}, { sampleRate: 8_000 });
      for (let chunk = 1; chunk <= 20; chunk += 1) writer.write(new Int16Array(8_000).fill(chunk));
      await writer.close().catch((error) => console.log(error.cause.code, writer.written.durationMs));`;
    // A real limit of the system, in blocks of 512 bytes: 51,200 bytes, 3.2 chunks.
    const limited = 'ulimit -f 100; exec "$0" --input-type=module-typescript -e "$1"';
    const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, script]);
    expect(stdout.trim()).toBe('EFBIG 3000');
    const audio = parseWav(await readFile(path));
    expect(audio.kind === 'wav' && [audio.samples.length, audio.samples.at(-1)]).toEqual([24_000, 3]);
  });

  test('a folder that is not there is an error at once', async () => {
    await expect(WavWriter.open(join(folder, 'none', 'x.wav'), { sampleRate: 8_000 })).rejects.toThrow('ENOENT');
  });
});
