import { buildTelephoneEvent, digitToEvent } from './telephone-event.ts';

export type TelephoneEventSenderOptions = {
  /** Rate of the agreed telephone-event payload type. */
  clockRate: number;
  /** Default 160 ms: above the 40 ms every receiver needs, short enough to type. */
  toneMs?: number;
  /** Pause between digits, default 80 ms. */
  gapMs?: number;
  /** Interval at which `tick` is called, default 20 ms. */
  tickMs?: number;
  /** Power below 0 dBm0, default 10. */
  volume?: number;
};

/** One packet to send now: number it with `timestamp`, which stays the same for the whole digit. */
export type OutgoingTelephoneEvent = { payload: Uint8Array; marker: boolean; timestamp: number };

/** RFC 4733 2.5.1.4: the last packet is sent three times in all. */
const endPackets = 3;

/** Sends queued digits in place of audio, one step per tick (RFC 4733 2.5.1). */
export class TelephoneEventSender {
  readonly #samplesPerTick: number;
  readonly #toneSamples: number;
  readonly #gapTicks: number;
  readonly #volume: number;
  readonly #queue: number[] = [];
  #current: { event: number; timestamp: number; duration: number } | undefined;
  #gapLeft = 0;

  constructor(options: TelephoneEventSenderOptions) {
    const { clockRate, toneMs = 160, gapMs = 80, tickMs = 20, volume = 10 } = options;
    this.#samplesPerTick = (clockRate * tickMs) / 1_000;
    // The duration field has 16 bits: 1.3 s at 48 kHz (RFC 4733 2.3.5). Longer tones are cut there.
    this.#toneSamples = Math.min(0xffff, (clockRate * Math.max(toneMs, 40)) / 1_000);
    this.#gapTicks = Math.ceil(gapMs / tickMs);
    this.#volume = volume;
  }

  /** Queues digits; characters that are none are skipped. Gives how many were queued. */
  enqueue(text: string): number {
    const events = [...text].map(digitToEvent).filter((event) => event !== undefined);
    this.#queue.push(...events);
    return events.length;
  }

  /** True while audio has to wait, pauses between digits included. */
  get isBusy(): boolean {
    return this.#current !== undefined || this.#gapLeft > 0 || this.#queue.length > 0;
  }

  /** Packets for this tick. `timestamp` is what an audio frame of this tick would carry. */
  tick(timestamp: number): OutgoingTelephoneEvent[] {
    if (!this.#current) {
      if (this.#gapLeft > 0) this.#gapLeft--;
      const event = this.#gapLeft > 0 ? undefined : this.#queue.shift();
      if (event === undefined) return [];
      this.#current = { event, timestamp: timestamp >>> 0, duration: 0 };
    }
    return this.#advance(this.#current);
  }

  #advance(current: { event: number; timestamp: number; duration: number }): OutgoingTelephoneEvent[] {
    const isFirst = current.duration === 0;
    current.duration = Math.min(current.duration + this.#samplesPerTick, this.#toneSamples);
    const isEnd = current.duration >= this.#toneSamples;
    const { event, duration, timestamp } = current;
    const payload = buildTelephoneEvent({ event, isEnd, volume: this.#volume, duration: Math.round(duration) });
    if (!isEnd) return [{ payload, marker: isFirst, timestamp }];
    this.#current = undefined;
    this.#gapLeft = this.#gapTicks + 1;
    return Array.from({ length: endPackets }, () => ({ payload, marker: false, timestamp }));
  }
}
