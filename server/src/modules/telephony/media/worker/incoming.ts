import { createRtpHeader, readRtpHeader, TelephoneEventReceiver } from '@carillon/rtp';
import type { DigitEvent, RtpHeader } from '@carillon/rtp';
import type { LegMedia } from '../protocol.ts';
import { Reception } from './reception.ts';
import { ToneDigits } from './tone-digits.ts';

export type IncomingEvents = {
  /** A packet of the agreed codec. */
  readonly onAudio: (packet: Buffer, header: RtpHeader) => void;
  /** A packet of a digit, to be passed on; what it means comes by `onDigit`. */
  readonly onEventPacket: (packet: Buffer, header: RtpHeader, clockRate: number) => void;
  /** Silence of a far side that saves bandwidth, with the noise of its room (RFC 3389). */
  readonly onNoise: (packet: Buffer, header: RtpHeader) => void;
  readonly onDigit: (event: DigitEvent) => void;
  /** A digit heard as a tone: its sound goes on to the party by itself, and its length is not measured. */
  readonly onToneDigit: (digit: string) => void;
};

/** Static for 8 kHz (RFC 3551 6); used without being agreed. */
export const comfortNoiseType = 13;

/** What a leg's far side sends: counted, sorted into sound and digits, handed on. */
export class Incoming {
  readonly reception = new Reception();
  readonly #events: IncomingEvents;
  readonly #header = createRtpHeader();
  #media: LegMedia | null = null;
  #digits: TelephoneEventReceiver | null = null;
  #digitClockRate = 0;
  #toneDigits: ToneDigits | null = null;

  constructor(events: IncomingEvents) {
    this.#events = events;
  }

  configure(media: LegMedia | null): void {
    this.#media = media;
    this.#toneDigits = ToneDigits.for(media);
    if (media) this.reception.pause();
    else this.reception.restart();
  }

  receive(packet: Buffer, nowMs: number): void {
    const media = this.#media;
    const header = this.#header;
    if (!media || !readRtpHeader(packet, packet.length, header)) return;
    if (header.payloadType === media.payloadTypes.receive) {
      if (!this.reception.onPacket(header, media.clockRate, nowMs)) return;
      // Before the packet is handed on: a relay changes it in place.
      if (this.#toneDigits) this.#findToneDigits(packet, this.#toneDigits);
      if (media.speaks) this.#events.onAudio(packet, header);
      return;
    }
    const event = media.events.find((candidate) => candidate.receive === header.payloadType);
    if (event) this.#receiveEvent(packet, event.clockRate, nowMs);
    else if (header.payloadType === comfortNoiseType) this.#receiveNoise(packet, nowMs);
  }

  /** Ends digits whose end was lost. */
  check(nowMs: number): void {
    for (const event of this.#digits?.expire(nowMs) ?? []) this.#events.onDigit(event);
  }

  #findToneDigits(packet: Buffer, detector: ToneDigits): void {
    const { payloadOffset, payloadLength } = this.#header;
    const digits = detector.push(packet.subarray(payloadOffset, payloadOffset + payloadLength));
    for (const digit of digits) this.#events.onToneDigit(digit);
  }

  /** It has a place in the order, so it must not look like loss; the pause behind it is no jitter. */
  #receiveNoise(packet: Buffer, nowMs: number): void {
    const media = this.#media;
    if (media?.clockRate !== 8_000 || !this.reception.onPacket(this.#header, media.clockRate, nowMs)) return;
    this.reception.pause();
    if (media.speaks) this.#events.onNoise(packet, this.#header);
  }

  #receiveEvent(packet: Buffer, clockRate: number, nowMs: number): void {
    const header = this.#header;
    if (!this.reception.onPacket(header, this.#media?.clockRate ?? clockRate, nowMs)) return;
    this.reception.pause();
    if (!this.#digits || this.#digitClockRate !== clockRate) {
      this.#digits = new TelephoneEventReceiver({ clockRate });
      this.#digitClockRate = clockRate;
    }
    const payload = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
    const events = this.#digits.push(payload, header.timestamp, nowMs);
    if (this.#media?.speaks) this.#events.onEventPacket(packet, header, clockRate);
    for (const event of events) this.#events.onDigit(event);
  }
}
