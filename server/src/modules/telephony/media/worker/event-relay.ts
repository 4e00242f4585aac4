import type { RtpHeader } from '@carillon/rtp';
import type { LegMedia } from '../protocol.ts';
import type { Outgoing } from './outgoing.ts';

/** Durations are in timestamp units: 960 at 48 kHz are 160 at 8 kHz (RFC 4733 2.3.5). Written in place. */
export function scaleEventDuration(packet: Buffer, header: RtpHeader, rates: { from: number; to: number }): void {
  if (rates.from === rates.to || header.payloadLength < 4) return;
  const offset = header.payloadOffset + 2;
  const duration = Math.round((packet.readUInt16BE(offset) * rates.to) / rates.from);
  packet.writeUInt16BE(Math.min(0xffff, duration), offset);
}

/** Passes digits on into a stream of another timeline, where a digit needs a start of its own. */
export class EventRelay {
  #current: { readonly source: number; readonly ssrc: number; readonly timestamp: number } | null = null;

  /** Sends the event packet as one of `outgoing`; its duration is already in the listener's units. */
  send(
    packet: Buffer,
    header: RtpHeader,
    to: { outgoing: Outgoing; event: LegMedia['events'][number]; nowMs: number },
  ): void {
    const { outgoing, event, nowMs } = to;
    const isNew = this.#current?.source !== header.timestamp || this.#current.ssrc !== header.ssrc;
    if (isNew || !this.#current) {
      this.#current = { source: header.timestamp, ssrc: header.ssrc, timestamp: outgoing.timestampAt(nowMs) };
    }
    const payload = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
    const fields = { payloadType: event.send, marker: isNew, timestamp: this.#current.timestamp };
    outgoing.originate(fields, payload, nowMs);
  }
}
