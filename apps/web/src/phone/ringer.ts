import { readAudioChoice, routeOutput } from './audio-choice.ts';

const ringSeconds = 1.5;
const cycleMs = 5000;

/** Two bell strokes, made on the spot, through the chosen ringer device; the European cadence (1.5 s on, 3.5 s off). */
export class Ringer {
  #context: AudioContext | null = null;
  #element: HTMLAudioElement | null = null;
  #cycle: number | undefined;

  start(): void {
    if (this.#cycle !== undefined) return;
    this.#open();
    this.#stroke();
    this.#cycle = window.setInterval(() => this.#stroke(), cycleMs);
  }

  stop(): void {
    clearInterval(this.#cycle);
    this.#cycle = undefined;
    void this.#context?.close();
    this.#context = null;
    this.#element = null;
  }

  /** Once, for the test button. */
  test(): void {
    if (this.#cycle !== undefined) return;
    this.start();
    window.setTimeout(() => this.stop(), 2000);
  }

  #open(): void {
    this.#context = new AudioContext();
    const output = this.#context.createMediaStreamDestination();
    this.#element = new Audio();
    this.#element.srcObject = output.stream;
    void routeOutput(this.#element, readAudioChoice().ringerId);
    void this.#element.play().catch(() => undefined);
    this.#output = output;
  }

  #output: MediaStreamAudioDestinationNode | null = null;

  #stroke(): void {
    const [context, output] = [this.#context, this.#output];
    if (!context || !output) return;
    for (const [index, frequency] of [659.25, 523.25, 659.25, 523.25].entries()) {
      strike(context, output, { frequency, at: context.currentTime + (index * ringSeconds) / 4 });
    }
  }
}

function strike(context: AudioContext, output: AudioNode, note: { frequency: number; at: number }): void {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.0001, note.at);
  gain.gain.exponentialRampToValueAtTime(0.28, note.at + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, note.at + 0.55);
  gain.connect(output);
  for (const [multiple, level] of [
    [1, 1],
    [2.76, 0.25],
    [5.4, 0.08],
  ] as const) {
    const oscillator = context.createOscillator();
    const partial = context.createGain();
    partial.gain.value = level;
    oscillator.frequency.value = note.frequency * multiple;
    oscillator.connect(partial).connect(gain);
    oscillator.start(note.at);
    oscillator.stop(note.at + 0.6);
  }
}
