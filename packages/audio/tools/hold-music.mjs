// Hold music of our own: eight bars of soft chords with a plucked figure over them. Every note that rings past the end
// rings on at the beginning, so the loop has no seam. Kept below 3.4 kHz, gentle on G.711.
import { amplify, clampSample, levelDbfs } from '../src/level.ts';

const barSeconds = 2;
const levelTarget = -24;

/** MIDI notes: bass and four voices. */
const bars = [
  [48, 64, 67, 71, 74],
  [45, 60, 64, 67, 72],
  [50, 60, 65, 69, 72],
  [43, 59, 62, 65, 71],
  [52, 59, 62, 67, 71],
  [45, 60, 64, 67, 69],
  [50, 60, 65, 69, 74],
  [43, 59, 62, 65, 69],
];
/** Which voice sounds on each eighth of the bar. */
const figure = [1, 3, 2, 4, 3, 2, 4, 3];

/** The loop at this rate, 16 seconds. */
export function synthesiseHoldMusic(sampleRate) {
  const length = bars.length * barSeconds * sampleRate;
  const sum = new Float64Array(length);
  for (const [index, notes] of bars.entries()) {
    const start = index * barSeconds;
    add(sum, sampleRate, { note: notes[0], start, seconds: 2.2, gain: 0.5, attack: 0.05, decay: 1.4 });
    for (const note of notes.slice(1)) {
      add(sum, sampleRate, { note, start, seconds: 2.6, gain: 0.16, attack: 0.5, decay: 2.5 });
    }
    for (const [eighth, voice] of figure.entries()) {
      const at = start + (eighth * barSeconds) / 8;
      add(sum, sampleRate, { note: notes[voice] + 12, start: at, seconds: 1.2, gain: 0.3, attack: 0.006, decay: 0.3 });
    }
  }
  const samples = Int16Array.from(sum, (value) => clampSample(value * 4_000));
  return amplify(samples, levelTarget - levelDbfs(samples));
}

function add(sum, sampleRate, { note, start, seconds, gain, attack, decay }) {
  const frequency = 440 * 2 ** ((note - 69) / 12);
  const first = Math.round(start * sampleRate);
  const count = Math.round(seconds * sampleRate);
  for (let index = 0; index < count; index++) {
    const time = index / sampleRate;
    const release = Math.min(1, (seconds - time) / 0.2);
    const envelope = Math.min(1, time / attack) * Math.exp(-time / decay) * release;
    sum[(first + index) % sum.length] += gain * envelope * timbre(frequency, time);
  }
}

/** A fundamental with two soft harmonics, none above 3.4 kHz. */
function timbre(frequency, time) {
  let value = Math.sin(2 * Math.PI * frequency * time);
  if (frequency * 2 < 3_400) value += 0.35 * Math.sin(4 * Math.PI * frequency * time);
  if (frequency * 3 < 3_400) value += 0.12 * Math.sin(6 * Math.PI * frequency * time);
  return value;
}
