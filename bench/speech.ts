/**
 * How speech sounds after a bad network: `node bench/speech.ts`. Distance of the spectra from the undamaged sound in dB
 * (0 is the same; a second of silence in speech is about 20), and the share of the time that had to be made up.
 */
import { measureSpeech } from '../server/src/modules/telephony/media/testing/speech-quality.ts';

for (const codec of ['PCMA', 'G722', 'opus'] as const) {
  for (const [lossPercent, jitterMs] of [
    [0, 40],
    [1, 0],
    [1, 40],
    [3, 40],
    [5, 40],
  ] as const) {
    const { distanceDb, concealedPercent } = await measureSpeech(codec, { lossPercent, jitterMs });
    console.log(
      `${codec.padEnd(4)} ${lossPercent} % lost, ${String(jitterMs).padStart(2)} ms of jitter: ` +
        `${distanceDb.toFixed(2)} dB, ${concealedPercent.toFixed(1)} % made up`,
    );
  }
}
