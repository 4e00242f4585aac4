import { sequenceDistance, timestampDistance } from '../packet/sequence.ts';
import { compactNtp, msToCompactNtp } from '../rtcp/ntp.ts';
import type { ReportBlock, SenderReport } from '../rtcp/types.ts';

const maxDropout = 3_000;
const maxMisorder = 100;

export type ReceiverSnapshot = {
  packets: number;
  /** Packets that never came; duplicates do not hide loss. */
  lost: number;
  duplicates: number;
  reordered: number;
  /** 0-1 of those expected. */
  lossRatio: number;
  /** RFC 3550 A.8, in milliseconds. */
  jitterMs: number;
  /** Highest estimate since the start. */
  maxJitterMs: number;
};

/** Reception statistics of one source (RFC 3550 6.4, A.1, A.3, A.8). */
export class ReceiverStatistics {
  readonly ssrc: number;
  readonly #clockRate: number;
  #firstSequence = 0;
  /** Extended, counted from the first sequence number. */
  #highest = 0;
  #packets = 0;
  #duplicates = 0;
  #reordered = 0;
  /** What earlier sequence ranges of a restarted source expected. */
  #expectedBefore = 0;
  #expectedAtReport = 0;
  #packetsAtReport = 0;
  #jitter = 0;
  #maxJitter = 0;
  #lastTransit: { timestamp: number; arrivalMs: number } | undefined;
  #lastReport: { compact: number; arrivalMs: number } | undefined;
  /** Which of the last 128 sequence numbers were seen, by extended number modulo 128. */
  readonly #seen = new Float64Array(128).fill(Number.NaN);

  constructor(options: { ssrc: number; clockRate: number }) {
    this.ssrc = options.ssrc;
    this.#clockRate = options.clockRate;
  }

  /** Counts a packet; false when it is a duplicate. `arrivalMs` is from a monotonic clock. */
  onPacket(sequence: number, timestamp: number, arrivalMs: number): boolean {
    const extended = this.#extend(sequence);
    const slot = extended & 127;
    if (this.#seen[slot] === extended) {
      this.#duplicates++;
      return false;
    }
    this.#seen[slot] = extended;
    this.#packets++;
    this.#updateJitter(timestamp, arrivalMs);
    return true;
  }

  /** Remembers a sender report for the next report block. */
  onSenderReport(report: SenderReport, arrivalMs: number): void {
    this.#lastReport = { compact: compactNtp(report.ntp), arrivalMs };
  }

  /** Block for our next SR or RR. Starts a new interval for the fraction lost (RFC 3550 A.3). */
  takeReportBlock(nowMs: number): ReportBlock {
    const expected = this.#expected();
    const expectedInterval = expected - this.#expectedAtReport;
    const lostInterval = expectedInterval - (this.#packets - this.#packetsAtReport);
    this.#expectedAtReport = expected;
    this.#packetsAtReport = this.#packets;
    const isLossy = expectedInterval > 0 && lostInterval > 0;
    return {
      ssrc: this.ssrc,
      fractionLost: isLossy ? Math.min(255, Math.floor((lostInterval * 256) / expectedInterval)) : 0,
      cumulativeLost: expected - this.#packets,
      highestSequence: this.#highest >>> 0,
      jitter: Math.round(this.#jitter),
      lastSenderReport: this.#lastReport?.compact ?? 0,
      delaySinceLastSenderReport: this.#lastReport ? msToCompactNtp(nowMs - this.#lastReport.arrivalMs) : 0,
    };
  }

  snapshot(): ReceiverSnapshot {
    const expected = this.#expected();
    const lost = Math.max(0, expected - this.#packets);
    const toMs = 1_000 / this.#clockRate;
    return {
      packets: this.#packets,
      lost,
      duplicates: this.#duplicates,
      reordered: this.#reordered,
      lossRatio: expected === 0 ? 0 : lost / expected,
      jitterMs: this.#jitter * toMs,
      maxJitterMs: this.#maxJitter * toMs,
    };
  }

  /** Gap-free time passed on hold is no jitter: the next packet starts the measure anew. */
  pause(): void {
    this.#lastTransit = undefined;
  }

  #expected(): number {
    const inRange = this.#packets === 0 ? 0 : this.#highest - this.#firstSequence + 1;
    return this.#expectedBefore + inRange;
  }

  /** The extended sequence number of a packet; keeps the highest. */
  #extend(sequence: number): number {
    if (this.#packets === 0) return this.#restart(sequence);
    const distance = sequenceDistance(sequence, this.#highest & 0xffff);
    if (distance >= maxDropout || distance < -maxMisorder) {
      this.#expectedBefore = this.#expected();
      return this.#restart(sequence);
    }
    const extended = this.#highest + distance;
    if (distance > 0) this.#highest = extended;
    else if (distance < 0 && this.#seen[extended & 127] !== extended) this.#reordered++;
    if (extended < this.#firstSequence) this.#firstSequence = extended;
    return extended;
  }

  #restart(sequence: number): number {
    this.#seen.fill(Number.NaN);
    this.#firstSequence = sequence;
    this.#highest = sequence;
    this.#lastTransit = undefined;
    return sequence;
  }

  /** J += (|D| - J) / 16 (RFC 3550 6.4.1). */
  #updateJitter(timestamp: number, arrivalMs: number): void {
    const last = this.#lastTransit;
    // Packets of one timestamp (a digit and its repetitions) are spread on purpose: only the first counts.
    if (last?.timestamp === timestamp) return;
    this.#lastTransit = { timestamp, arrivalMs };
    if (!last) return;
    const arrived = ((arrivalMs - last.arrivalMs) * this.#clockRate) / 1_000;
    const difference = Math.abs(arrived - timestampDistance(timestamp, last.timestamp));
    // A timestamp jump of more than five seconds is a new stream, not jitter.
    if (difference > 5 * this.#clockRate) return;
    this.#jitter += (difference - this.#jitter) / 16;
    this.#maxJitter = Math.max(this.#maxJitter, this.#jitter);
  }
}
