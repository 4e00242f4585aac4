import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createRtpHeader, readRtpHeader, RtpRewriter, rtpHeaderBytes, writeRtpHeader } from '@carillon/rtp';
import type { RtpHeader } from '@carillon/rtp';
import type { LegTransport } from './leg-transport.ts';

/** What a leg sends: one stream, whatever feeds it. */
export class Outgoing {
  readonly ssrc: number;
  readonly #transport: LegTransport;
  #rewriter: RtpRewriter;
  #clockRate = 8_000;
  #sentBefore = { packets: 0, octets: 0 };
  readonly #header = createRtpHeader();
  /** Told of every packet as it leaves, while it is recorded. */
  onSent: ((header: RtpHeader, payload: Uint8Array, nowMs: number) => void) | null = null;

  constructor(ssrc: number, transport: LegTransport) {
    this.ssrc = ssrc;
    this.#transport = transport;
    this.#rewriter = this.#newRewriter();
  }

  get packetsSent(): number {
    return this.#sentBefore.packets + this.#rewriter.packetsSent;
  }

  get octetsSent(): number {
    return this.#sentBefore.octets + this.#rewriter.octetsSent;
  }

  timestampAt(nowMs: number): number {
    return this.#rewriter.timestampAt(nowMs);
  }

  /** A codec of another rate needs a timeline of its own. */
  setClockRate(clockRate: number): void {
    if (clockRate === this.#clockRate) return;
    this.#sentBefore = { packets: this.packetsSent, octets: this.octetsSent };
    this.#clockRate = clockRate;
    this.#rewriter = this.#newRewriter();
  }

  /** Sends another leg's packet on, rewritten in place. `header` was read from it, its payload type already ours. */
  relay(packet: Buffer, header: RtpHeader): void {
    if (!this.#rewriter.relay(packet, header, performance.now())) return;
    if (this.onSent) this.#tell(packet);
    this.#transport.sendRtp(packet);
  }

  /** Sends a packet made here. `samples`: what it stands for on the timeline; digits give their `timestamp` instead. */
  originate(
    fields: { payloadType: number; marker?: boolean; timestamp?: number; samples?: number },
    payload: Uint8Array,
    nowMs: number,
  ): void {
    const packet = new Uint8Array(rtpHeaderBytes + payload.length);
    writeRtpHeader(packet, this.#rewriter.originate(fields, nowMs));
    packet.set(payload, rtpHeaderBytes);
    this.#rewriter.countOctets(payload.length);
    if (this.onSent) this.#tell(packet);
    this.#transport.sendRtp(packet);
  }

  #tell(packet: Uint8Array): void {
    const header = this.#header;
    if (!readRtpHeader(packet, packet.length, header)) return;
    const payload = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
    this.onSent?.(header, payload, performance.now());
  }

  /** The next relayed packet begins a new source. */
  resync(): void {
    this.#rewriter.resync();
  }

  #newRewriter(): RtpRewriter {
    return new RtpRewriter({
      ssrc: this.ssrc,
      clockRate: this.#clockRate,
      firstSequence: randomInt(2 ** 16),
      firstTimestamp: randomInt(2 ** 32),
    });
  }
}
