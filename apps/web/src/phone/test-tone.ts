import { routeOutput } from './audio-choice.ts';

/** One second of 440 Hz through the chosen output. */
export async function playTestTone(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = 440;
  gain.gain.value = 0.2;
  oscillator.connect(gain).connect(output);
  const element = new Audio();
  element.srcObject = output.stream;
  await routeOutput(element, speakerId);
  oscillator.start();
  oscillator.stop(context.currentTime + 1);
  oscillator.addEventListener('ended', () => void context.close());
  await element.play().catch(() => undefined);
}
