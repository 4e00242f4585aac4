import { ReceiverStatistics, roundTripMs } from '@carillon/rtp';
import type { ReportBlock, RtcpPacket, RtpHeader } from '@carillon/rtp';

/** What a leg hears, counted over all sources that its far side used. */
export class Reception {
  #statistics: ReceiverStatistics | null = null;
  #before = { packets: 0, lost: 0 };
  #roundTripMs: number | null = null;
  /** Share of our packets that the far side lost in its last report, 0-1. */
  #remoteLossRatio = 0;
  lastHeardMs: number | null = null;

  /** False for a duplicate. */
  onPacket(header: RtpHeader, clockRate: number, nowMs: number): boolean {
    this.lastHeardMs = nowMs;
    if (this.#statistics?.ssrc !== header.ssrc) {
      this.#keepTotals();
      this.#statistics = new ReceiverStatistics({ ssrc: header.ssrc, clockRate });
    }
    return this.#statistics.onPacket(header.sequence, header.timestamp, nowMs);
  }

  /** Digits repeat their timestamp and holds stop the stream: neither is jitter. */
  pause(): void {
    this.#statistics?.pause();
  }

  /** Nothing is listened to for a while: what passes meanwhile is not lost. */
  restart(): void {
    this.#keepTotals();
    this.#statistics = null;
  }

  /** Reports of the far side; `ownSsrc` tells which blocks speak of us. */
  onReports(packets: readonly RtcpPacket[], ownSsrc: number, nowMs: number): void {
    for (const packet of packets) {
      if (packet.kind !== 'sender_report' && packet.kind !== 'receiver_report') continue;
      if (packet.kind === 'sender_report' && packet.ssrc === this.#statistics?.ssrc) {
        this.#statistics.onSenderReport(packet, nowMs);
      }
      const block = packet.reports.find((report) => report.ssrc === ownSsrc);
      if (block) this.#readBlock(block);
    }
  }

  /** For our next report; null when nothing was heard. */
  takeBlock(nowMs: number): ReportBlock | null {
    return this.#statistics?.takeReportBlock(nowMs) ?? null;
  }

  snapshot() {
    const current = this.#statistics?.snapshot();
    const packets = this.#before.packets + (current?.packets ?? 0);
    const lost = this.#before.lost + (current?.lost ?? 0);
    return {
      packets,
      lost,
      lossRatio: packets + lost === 0 ? 0 : lost / (packets + lost),
      jitterMs: current?.jitterMs ?? null,
      roundTripMs: this.#roundTripMs,
      remoteLossRatio: this.#remoteLossRatio,
    };
  }

  #keepTotals(): void {
    const last = this.#statistics?.snapshot();
    if (last) this.#before = { packets: this.#before.packets + last.packets, lost: this.#before.lost + last.lost };
  }

  #readBlock(block: ReportBlock): void {
    this.#roundTripMs = roundTripMs(block, Date.now()) ?? this.#roundTripMs;
    this.#remoteLossRatio = block.fractionLost / 256;
  }
}
