import { timestampDistance } from '../packet/sequence.ts';
import { eventToDigit, parseTelephoneEvent } from './telephone-event.ts';

export type DigitEvent =
  | { kind: 'digit_started'; digit: string }
  /** `durationMs` is what the sender said last, not what was heard. */
  | { kind: 'digit_ended'; digit: string; durationMs: number };

type CurrentDigit = { digit: string; timestamp: number; duration: number; lastHeardMs: number };

/** Without an update for this long, the end was lost (updates come every 20-50 ms). */
const silenceMs = 250;

/**
 * Turns telephone-event packets into digits (RFC 4733 2.5.2). A digit is known by its timestamp, so repeated and
 * reordered packets count once; a digit of which only one packet arrived still counts.
 */
export class TelephoneEventReceiver {
  readonly #clockRate: number;
  #current: CurrentDigit | undefined;
  #lastTimestamp: number | undefined;

  constructor(options: { clockRate: number }) {
    this.#clockRate = options.clockRate;
  }

  push(payload: Uint8Array, timestamp: number, nowMs: number): DigitEvent[] {
    const event = parseTelephoneEvent(payload);
    const digit = event && eventToDigit(event.event);
    if (!event || digit === undefined) return [];
    const events: DigitEvent[] = [];
    if (this.#current?.timestamp !== timestamp) {
      if (!this.#isNew(timestamp)) return [];
      events.push(...this.#end());
      this.#current = { digit, timestamp, duration: 0, lastHeardMs: nowMs };
      this.#lastTimestamp = timestamp;
      events.push({ kind: 'digit_started', digit });
    }
    this.#current.lastHeardMs = nowMs;
    this.#current.duration = Math.max(this.#current.duration, event.duration);
    if (event.isEnd) events.push(...this.#end());
    return events;
  }

  /** Ends a digit whose end was lost. Call it on every tick. */
  expire(nowMs: number): DigitEvent[] {
    return this.#current && nowMs - this.#current.lastHeardMs >= silenceMs ? this.#end() : [];
  }

  /** The sender was replaced: its timestamps say nothing about the old ones. */
  reset(): DigitEvent[] {
    this.#lastTimestamp = undefined;
    return this.#end();
  }

  /** A repeated end or a straggler of an earlier digit is not new. A jump of more than a minute is a new sender. */
  #isNew(timestamp: number): boolean {
    if (this.#lastTimestamp === undefined) return true;
    const distance = timestampDistance(timestamp, this.#lastTimestamp);
    return distance > 0 || distance < -60 * this.#clockRate;
  }

  #end(): DigitEvent[] {
    const current = this.#current;
    if (!current) return [];
    this.#current = undefined;
    const durationMs = Math.round((current.duration * 1_000) / this.#clockRate);
    return [{ kind: 'digit_ended', digit: current.digit, durationMs }];
  }
}
