// Makes the shipped sounds again: prompts with espeak-ng and sox, hold music by synthesis.
// Run with the pinned Node from the root of the repository: node packages/audio/tools/make-prompts.mjs
// Needs the Debian packages espeak-ng and sox. The results are committed, so that nothing needs them at run time.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { amplify, levelDbfs, peakDbfs } from '../src/level.ts';
import { buildWav, parseWav } from '../src/wav.ts';
import { synthesiseHoldMusic } from './hold-music.mjs';

const folder = new URL('../prompts/', import.meta.url);
const voices = { fr: ['fr-fr', '140'], en: ['en-gb', '145'] };
/** Level of speech without its pauses; peaks are kept below -3 dBFS. */
const speechLevelDbfs = -20;
const maxPeakDbfs = -3;

const texts = JSON.parse(readFileSync(new URL('prompts.json', folder), 'utf8'));
for (const [name, languages] of Object.entries(texts)) {
  for (const [language, text] of Object.entries(languages)) makePrompt(language, name, text);
}
for (const [file, sampleRate] of [
  ['hold.wav', 8_000],
  ['hold-16k.wav', 16_000],
]) {
  save(`music/${file}`, synthesiseHoldMusic(sampleRate), sampleRate);
}

function makePrompt(language, name, text) {
  const [voice, wordsPerMinute] = voices[language];
  const speech = execFileSync('espeak-ng', ['-v', voice, '-s', wordsPerMinute, '-g', '2', '--stdout', text]);
  const samples = trimSilence(toTelephone(speech));
  save(`${language}/${name}.wav`, normalise(samples), 8_000);
}

/** 8 kHz, telephone band, without dither so that the result is the same each time. */
function toTelephone(wav) {
  const raw = ['-t', 'raw', '-e', 'signed', '-b', '16', '-c', '1', '-r', '8000', '-'];
  const bytes = execFileSync('sox', ['-D', '-G', '-t', 'wav', '-', ...raw, 'highpass', '160', 'rate', '-v', '8000'], {
    input: wav,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
}

/** Exactly 60 ms of silence in front and 150 ms behind. */
function trimSilence(samples) {
  const isLoud = (sample) => Math.abs(sample) > 60;
  const speech = samples.subarray(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
  const padded = new Int16Array(480 + speech.length + 1_200);
  padded.set(speech, 480);
  return padded;
}

function normalise(samples) {
  const gain = Math.min(speechLevelDbfs - activeLevelDbfs(samples), maxPeakDbfs - peakDbfs(samples));
  return amplify(samples, gain);
}

/** Mean level of the frames that are no pause. */
function activeLevelDbfs(samples) {
  const frames = [];
  for (let offset = 0; offset + 160 <= samples.length; offset += 160)
    frames.push(samples.subarray(offset, offset + 160));
  const threshold = Math.max(...frames.map(levelDbfs)) - 25;
  const active = frames.filter((frame) => levelDbfs(frame) > threshold);
  return levelDbfs(Int16Array.from(active.flatMap((frame) => [...frame])));
}

function save(path, samples, sampleRate) {
  const url = new URL(path, folder);
  mkdirSync(new URL('.', url), { recursive: true });
  const wav = buildWav(samples, { sampleRate });
  if (parseWav(wav).kind !== 'wav') throw new Error(`${path} is not readable`);
  writeFileSync(url, wav);
  const seconds = (samples.length / sampleRate).toFixed(1);
  process.stdout.write(
    `${path}: ${seconds} s, ${levelDbfs(samples).toFixed(1)} dBFS, peak ${peakDbfs(samples).toFixed(1)}\n`,
  );
}
