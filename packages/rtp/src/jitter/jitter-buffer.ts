import { extendSequence, extendTimestamp, sequenceDistance } from '../packet/sequence.ts';
import { DelayEstimator } from './delay-estimator.ts';
import { PacketQueue } from './packet-queue.ts';
import type { QueuedPacket } from './packet-queue.ts';

export type JitterBufferOptions = {
  /** RTP timestamp rate. */
  clockRate: number;
  /** Assumed until the packets show theirs; default 20. */
  frameMs?: number;
  /** Bounds of the delay the buffer aims at; defaults 40 and 200. */
  minDelayMs?: number;
  maxDelayMs?: number;
};

/** `payload` is copied. Undefined marks a packet of the stream that is no audio (a digit, comfort noise). */
export type IncomingPacket = { sequence: number; timestamp: number; payload: Uint8Array | undefined };

export type PushResult = 'queued' | 'duplicate' | 'late';

/** `samples` are timestamp units that the result stands for. */
export type Playout =
  | { kind: 'packet'; payload: Uint8Array; sequence: number; timestamp: number; samples: number }
  /** `next` is the packet behind the hole, for Opus in-band FEC. */
  | { kind: 'conceal'; samples: number; next?: Uint8Array }
  /** The sender is silent, or the buffer is filling. */
  | { kind: 'silence'; samples: number };

export type JitterSnapshot = {
  depthPackets: number;
  /** What the buffer adds to the fastest packet's way, now and as aimed at. */
  delayMs: number;
  targetMs: number;
  played: number;
  concealed: number;
  late: number;
  duplicates: number;
  /** Packets left out to lower the delay. */
  dropped: number;
};

/** Concealing longer than this only hums. */
const maxConcealMs = 100;
/** At most one packet is left out per this time, unless the buffer is over its maximum. */
const shrinkIntervalMs = 200;
const maxDropout = 3_000;

/**
 * Adaptive playout buffer. Time is passed in, nothing runs by itself: push each packet, and pull whenever the decoder
 * needs more audio (once per 20 ms tick for 20 ms packets, every third tick for 60 ms packets).
 *
 * It grows when a packet is late: the hole is concealed while the playhead waits, so nothing is lost. It shrinks by
 * leaving out a packet now and then, holes first.
 */
export class JitterBuffer {
  readonly #clockRate: number;
  readonly #minDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #queue = new PacketQueue();
  readonly #delay = new DelayEstimator();
  #frameSamples: number;
  #last: { sequence: number; timestamp: number } | undefined;
  #isPlaying = false;
  /** What is to be played next, extended. */
  #nextSequence = 0;
  #nextTimestamp = 0;
  /** Samples concealed while the playhead waited for a late packet. */
  #debt = 0;
  #isQuiet = false;
  #shrunkAtMs = 0;
  #nowMs = 0;
  readonly #counts = { played: 0, concealed: 0, late: 0, duplicates: 0, dropped: 0 };

  constructor(options: JitterBufferOptions) {
    const { clockRate, frameMs = 20, minDelayMs = 40, maxDelayMs = 200 } = options;
    this.#clockRate = clockRate;
    this.#frameSamples = (clockRate * frameMs) / 1_000;
    this.#minDelayMs = minDelayMs;
    this.#maxDelayMs = maxDelayMs;
  }

  push(packet: IncomingPacket, nowMs: number): PushResult {
    if (this.#last && Math.abs(sequenceDistance(packet.sequence, this.#last.sequence & 0xffff)) > maxDropout) {
      this.reset();
    }
    const queued = this.#extended(packet);
    if (this.#isPlaying && queued.sequence < this.#nextSequence) {
      this.#counts.late++;
      this.#measure(queued, nowMs);
      return 'late';
    }
    if (!this.#queue.insert(queued)) {
      this.#counts.duplicates++;
      return 'duplicate';
    }
    this.#learn(queued);
    this.#measure(queued, nowMs);
    return 'queued';
  }

  /** What to play now. */
  pull(nowMs: number): Playout {
    this.#nowMs = nowMs;
    if (!this.#isPlaying && !this.#start(nowMs)) return this.#silence();
    this.#shrink(nowMs);
    this.#passMarkers();
    const first = this.#queue.first();
    return first ? this.#playOrFill(first) : this.#underrun();
  }

  /** Forgets everything but the counts: the source changed. */
  reset(): void {
    this.#queue.clear();
    this.#isPlaying = false;
    this.#last = undefined;
    this.#debt = 0;
  }

  snapshot(): JitterSnapshot {
    const delayMs = this.#isPlaying ? this.#currentDelayMs(this.#nowMs) : 0;
    return { depthPackets: this.#queue.size, delayMs, targetMs: this.targetMs, ...this.#counts };
  }

  /** The delay aimed at: the spread of arrivals and one frame, because the tick falls anywhere within it. */
  get targetMs(): number {
    const wanted = this.#delay.spreadMs + this.#toMs(this.#frameSamples);
    return Math.max(this.#minDelayMs, Math.min(wanted, this.#maxDelayMs));
  }

  #extended({ sequence, timestamp, payload }: IncomingPacket): QueuedPacket {
    const last = this.#last ?? { sequence, timestamp };
    return {
      sequence: extendSequence(sequence, last.sequence),
      timestamp: extendTimestamp(timestamp, last.timestamp),
      // Not `slice`: that of a Buffer does not copy.
      payload: payload && new Uint8Array(payload),
    };
  }

  /** Learns the frame length from neighbouring packets. */
  #learn(packet: QueuedPacket): void {
    const last = this.#last;
    const step = last ? packet.timestamp - last.timestamp : 0;
    const isNeighbour = last !== undefined && packet.sequence === last.sequence + 1 && packet.payload !== undefined;
    // Frames are 2.5 to 120 ms; more is silence suppression.
    if (isNeighbour && step > 0 && step <= this.#clockRate * 0.06) this.#frameSamples = step;
    if (!last || packet.sequence > last.sequence) this.#last = packet;
  }

  #measure(packet: QueuedPacket, nowMs: number): void {
    if (packet.payload === undefined) return;
    const isStep = this.#delay.add(nowMs - this.#toMs(packet.timestamp));
    if (isStep && this.#isPlaying) this.#isPlaying = false;
  }

  /** Begins when the first packet has waited long enough. */
  #start(nowMs: number): boolean {
    this.#passMarkers();
    const first = this.#queue.first();
    if (!first) return false;
    const dueMs = this.#toMs(first.timestamp) + this.#delay.fastestMs + this.targetMs;
    if (nowMs < dueMs) return false;
    this.#isPlaying = true;
    this.#isQuiet = false;
    this.#debt = 0;
    this.#nextSequence = first.sequence;
    this.#nextTimestamp = first.timestamp;
    this.#shrunkAtMs = nowMs;
    return true;
  }

  #playOrFill(first: QueuedPacket): Playout {
    const isNext = first.sequence === this.#nextSequence;
    const ahead = first.timestamp - this.#nextTimestamp;
    const hole = ahead - this.#debt;
    // Half a frame of tolerance: senders round.
    if (hole < this.#frameSamples / 2 || ahead > this.#clockRate) return this.#play(first);
    this.#isQuiet = isNext;
    if (isNext) {
      this.#nextTimestamp += this.#frameSamples;
      return this.#silence();
    }
    return this.#conceal(first);
  }

  #play(packet: QueuedPacket): Playout {
    this.#queue.shift();
    this.#nextSequence = packet.sequence + 1;
    this.#nextTimestamp = packet.timestamp + this.#frameSamples;
    this.#debt = 0;
    this.#isQuiet = false;
    this.#counts.played++;
    return {
      kind: 'packet',
      payload: packet.payload as Uint8Array,
      sequence: packet.sequence & 0xffff,
      timestamp: packet.timestamp >>> 0,
      samples: this.#frameSamples,
    };
  }

  /** A packet is missing in front of `following`. */
  #conceal(following: QueuedPacket): Playout {
    this.#nextSequence++;
    this.#nextTimestamp += this.#frameSamples;
    this.#counts.concealed++;
    const samples = this.#frameSamples;
    const isBehindHole = following.sequence === this.#nextSequence && following.payload !== undefined;
    return isBehindHole
      ? { kind: 'conceal', samples, next: following.payload as Uint8Array }
      : { kind: 'conceal', samples };
  }

  /** Nothing has come: the playhead waits, up to a point. */
  #underrun(): Playout {
    if (this.#isQuiet || this.#toMs(this.#debt) >= maxConcealMs) {
      this.#isPlaying = this.#isQuiet && this.#toMs(this.#debt) < maxConcealMs;
      this.#debt += this.#frameSamples;
      return this.#silence();
    }
    this.#debt += this.#frameSamples;
    // What comes after a stall is played whole before the delay is lowered again.
    this.#shrunkAtMs = this.#nowMs;
    this.#counts.concealed++;
    return { kind: 'conceal', samples: this.#frameSamples };
  }

  /** Leaves out audio when the delay is clearly above the aim. */
  #shrink(nowMs: number): void {
    const frameMs = this.#toMs(this.#frameSamples);
    const isOverMaximum = this.#currentDelayMs(nowMs) > this.#maxDelayMs + 2 * frameMs;
    if (!isOverMaximum && nowMs - this.#shrunkAtMs < shrinkIntervalMs) return;
    while (this.#queue.size > 1 && this.#currentDelayMs(nowMs) > this.targetMs + 1.5 * frameMs) {
      this.#leaveOutFrame();
      this.#shrunkAtMs = nowMs;
      if (!isOverMaximum) return;
    }
  }

  #leaveOutFrame(): void {
    const first = this.#queue.first();
    if (first?.sequence === this.#nextSequence && first.timestamp <= this.#nextTimestamp) {
      this.#queue.shift();
      this.#nextSequence++;
      if (first.payload !== undefined) this.#counts.dropped++;
    } else if (first && first.sequence > this.#nextSequence) {
      this.#nextSequence++;
    }
    this.#nextTimestamp += this.#frameSamples;
  }

  /** Packets that are no audio take a sequence number but no time. */
  #passMarkers(): void {
    let first = this.#queue.first();
    while (first && first.payload === undefined && (!this.#isPlaying || first.sequence === this.#nextSequence)) {
      this.#queue.shift();
      this.#nextSequence = first.sequence + 1;
      this.#isQuiet = true;
      first = this.#queue.first();
    }
  }

  #currentDelayMs(nowMs: number): number {
    return nowMs - this.#toMs(this.#nextTimestamp) - this.#delay.fastestMs;
  }

  #silence(): Playout {
    return { kind: 'silence', samples: Math.min(this.#frameSamples, this.#clockRate / 50) };
  }

  #toMs(samples: number): number {
    return (samples * 1_000) / this.#clockRate;
  }
}
