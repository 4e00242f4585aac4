type Totals = { lost: number; received: number };

/**
 * Watches what the browser measures of a call and says it in one word: loss since the last look, jitter and round
 * trip, with the bounds at which people begin to complain (ITU-T G.107's 2 % and 5 % loss, G.114's 300 ms).
 */
export class LineQuality {
  #before: Totals = { lost: 0, received: 0 };

  async look(connection: RTCPeerConnection): Promise<'good' | 'fair' | 'poor' | null> {
    const report = await connection.getStats();
    let jitterMs = 0;
    let roundTripMs = 0;
    let now: Totals | null = null;
    for (const entry of report.values() as IterableIterator<Record<string, unknown>>) {
      if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
        now = { lost: Number(entry.packetsLost ?? 0), received: Number(entry.packetsReceived ?? 0) };
        jitterMs = Number(entry.jitter ?? 0) * 1000;
      }
      if (entry.type === 'remote-inbound-rtp') roundTripMs = Number(entry.roundTripTime ?? 0) * 1000;
    }
    return now ? this.#judge(now, jitterMs, roundTripMs) : null;
  }

  #judge(now: Totals, jitterMs: number, roundTripMs: number): 'good' | 'fair' | 'poor' {
    const lost = Math.max(0, now.lost - this.#before.lost);
    const expected = lost + Math.max(0, now.received - this.#before.received);
    this.#before = now;
    const lossPercent = expected === 0 ? 0 : (100 * lost) / expected;
    if (lossPercent > 5 || jitterMs > 60 || roundTripMs > 500) return 'poor';
    if (lossPercent > 2 || jitterMs > 30 || roundTripMs > 300) return 'fair';
    return 'good';
  }
}
