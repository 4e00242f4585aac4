import { writeRtpFields } from './header.ts';
import type { RtpFields } from './header.ts';
import { sequenceDistance, timestampDistance } from './sequence.ts';

/** A jump this far is a restart of the sender, not loss (RFC 3550 A.1, MAX_DROPOUT). */
const maxDropout = 3_000;
const maxMisorder = 100;

/** Ticks late by less than this do not tear the timestamps of originated frames. */
const seamSeconds = 0.2;

export type RtpRewriterOptions = {
  ssrc: number;
  /** RTP timestamp rate of what goes out. */
  clockRate: number;
  /** Should be random (RFC 3550 5.1). */
  firstSequence: number;
  firstTimestamp: number;
};

export type OriginatedFields = { payloadType: number; marker?: boolean; timestamp?: number; samples?: number };

/**
 * Makes one continuous outgoing stream out of whatever feeds it: relayed packets of changing sources, prompts, digits.
 * Order and gaps of a source are kept, so that the receiver still sees its loss; a change of source is seamless in
 * sequence and moves the timestamp by the time that passed.
 */
export class RtpRewriter {
  readonly ssrc: number;
  readonly #clockRate: number;
  #nextSequence: number;
  /** Highest timestamp sent, and when. */
  #lastTimestamp: number;
  #lastSentMs = 0;
  #hasSent = false;
  /** Where the last originated frame ended. */
  #following: number | undefined;
  #source: { ssrc: number; sequenceOffset: number; timestampOffset: number; highest: number } | undefined;
  packetsSent = 0;
  octetsSent = 0;

  constructor(options: RtpRewriterOptions) {
    this.ssrc = options.ssrc;
    this.#clockRate = options.clockRate;
    this.#nextSequence = options.firstSequence & 0xffff;
    this.#lastTimestamp = options.firstTimestamp >>> 0;
  }

  /**
   * Rewrites a relayed packet in place. `header` must be what was read from it and is updated with what was written.
   * False: too old to belong to the stream, drop it.
   */
  relay(bytes: Uint8Array, header: RtpFields & { payloadLength: number }, nowMs: number): boolean {
    if (!this.#accepts(header)) return false;
    const source = this.#source ?? this.#adopt(header, nowMs);
    if (sequenceDistance(header.sequence, source.highest) > 0) source.highest = header.sequence;
    header.sequence = (header.sequence + source.sequenceOffset) & 0xffff;
    header.timestamp = (header.timestamp + source.timestampOffset) >>> 0;
    header.ssrc = this.ssrc;
    writeRtpFields(bytes, header);
    this.#sent(header, nowMs);
    return true;
  }

  /**
   * Numbers a packet made here. A frame of audio gives its `samples` and follows the frame before without a seam; the
   * packets of a digit give the `timestamp` of its start. A relayed source that goes on afterwards is joined seamlessly.
   */
  originate(fields: OriginatedFields, nowMs: number): RtpFields {
    this.#source = undefined;
    const timestamp = fields.timestamp === undefined ? this.timestampAt(nowMs) : fields.timestamp >>> 0;
    const { payloadType, marker = false } = fields;
    const header = { marker, payloadType, sequence: this.#nextSequence, timestamp, ssrc: this.ssrc };
    this.#sent({ ...header, payloadLength: 0 }, nowMs);
    if (fields.samples !== undefined) this.#following = (timestamp + fields.samples) >>> 0;
    return header;
  }

  /** Adds the payload bytes of an originated packet to the sender's count (RFC 3550 6.4.1). */
  countOctets(octets: number): void {
    this.octetsSent += octets;
  }

  /** The outgoing timestamp of this moment: the end of the frame before, or by the clock after a pause. */
  timestampAt(nowMs: number): number {
    if (!this.#hasSent) return this.#lastTimestamp;
    const elapsed = Math.max(1, Math.round(((nowMs - this.#lastSentMs) * this.#clockRate) / 1_000));
    const byClock = (this.#lastTimestamp + elapsed) >>> 0;
    const following = this.#following;
    const isSeamless =
      following !== undefined && Math.abs(timestampDistance(byClock, following)) <= this.#clockRate * seamSeconds;
    return isSeamless ? following : byClock;
  }

  /** Makes the next relayed packet start anew: call it when the source was swapped behind the same SSRC. */
  resync(): void {
    this.#source = undefined;
  }

  /** False for a straggler; forgets the source when it restarted. */
  #accepts(header: RtpFields): boolean {
    const source = this.#source;
    if (!source) return true;
    const distance = sequenceDistance(header.sequence, source.highest);
    if (header.ssrc !== source.ssrc || distance >= maxDropout || distance < -maxDropout) {
      this.#source = undefined;
      return true;
    }
    return distance >= -maxMisorder;
  }

  #adopt(header: RtpFields, nowMs: number) {
    const timestamp = this.timestampAt(nowMs);
    this.#source = {
      ssrc: header.ssrc,
      sequenceOffset: this.#nextSequence - header.sequence,
      timestampOffset: timestampDistance(timestamp, header.timestamp),
      highest: header.sequence,
    };
    return this.#source;
  }

  #sent(header: RtpFields & { payloadLength: number }, nowMs: number): void {
    if (sequenceDistance(header.sequence, this.#nextSequence) >= 0) this.#nextSequence = (header.sequence + 1) & 0xffff;
    if (!this.#hasSent || timestampDistance(header.timestamp, this.#lastTimestamp) > 0) {
      this.#lastTimestamp = header.timestamp;
      this.#lastSentMs = nowMs;
    }
    this.#hasSent = true;
    this.#following = undefined;
    this.packetsSent++;
    this.octetsSent += header.payloadLength;
  }
}
