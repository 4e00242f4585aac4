import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactNtp, toNtp } from '../rtcp/ntp.ts';
import { estimateMos } from './mos.ts';
import { ReceiverStatistics } from './receiver-statistics.ts';
import { roundTripMs } from './round-trip.ts';

function statistics(): ReceiverStatistics {
  return new ReceiverStatistics({ ssrc: 1, clockRate: 8_000 });
}

describe('ReceiverStatistics', () => {
  test('loss, duplicates and reordering are counted apart, over the wrap', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.array(fc.constantFrom('ok', 'lost', 'twice', 'swap'), { minLength: 3, maxLength: 200 }),
        (first, fates) => {
          const stats = statistics();
          const arrivals: number[] = [];
          fates.forEach((fate, index) => {
            const isEdge = index === 0 || index === fates.length - 1;
            if (fate === 'lost' && !isEdge) return;
            if (fate === 'swap' && !isEdge && arrivals.length > 1) arrivals.splice(-1, 0, index);
            else arrivals.push(index);
            if (fate === 'twice') arrivals.push(index);
          });
          for (const [at, index] of arrivals.entries()) stats.onPacket((first + index) & 0xffff, index * 160, at * 20);
          const distinct = new Set(arrivals).size;
          const { packets, lost, duplicates } = stats.snapshot();
          expect({ packets, lost, duplicates }).toEqual({
            packets: distinct,
            lost: Math.max(...arrivals) - Math.min(...arrivals) + 1 - distinct,
            duplicates: arrivals.length - distinct,
          });
        },
      ),
    );
  });

  test('reordering is not loss', () => {
    const stats = statistics();
    for (const sequence of [65_534, 0, 65_535, 1]) stats.onPacket(sequence, 0, 0);
    expect(stats.snapshot()).toMatchObject({ lost: 0, reordered: 1, packets: 4 });
    expect(stats.takeReportBlock(0).highestSequence).toBe(65_537);
  });

  test('the fraction lost covers the interval since the last report (RFC 3550 A.3)', () => {
    const stats = statistics();
    for (let sequence = 0; sequence < 100; sequence++)
      if (sequence % 4 !== 1) stats.onPacket(sequence, sequence * 160, 0);
    expect(stats.takeReportBlock(0)).toMatchObject({ fractionLost: 64, cumulativeLost: 25, highestSequence: 99 });
    for (let sequence = 100; sequence < 200; sequence++) stats.onPacket(sequence, sequence * 160, 0);
    expect(stats.takeReportBlock(0)).toMatchObject({ fractionLost: 0, cumulativeLost: 25 });
  });

  test('jitter settles at the mean difference of transit (RFC 3550 A.8)', () => {
    const steady = statistics();
    const uneven = statistics();
    for (let index = 0; index < 500; index++) {
      steady.onPacket(index, index * 160, index * 20);
      uneven.onPacket(index, index * 160, index * 20 + (index % 2) * 10);
    }
    expect(steady.snapshot().jitterMs).toBe(0);
    expect(uneven.snapshot().jitterMs).toBeCloseTo(10, 1);
  });

  test('digits of one timestamp add no jitter; a pause adds none either', () => {
    const stats = statistics();
    for (let index = 0; index < 10; index++) stats.onPacket(index, 0, index * 20);
    stats.pause();
    stats.onPacket(10, 1_600, 90_000);
    expect(stats.snapshot().maxJitterMs).toBe(0);
  });

  test('a restarted source goes on counting', () => {
    const stats = statistics();
    for (const sequence of [1, 2, 4, 40_000, 40_001, 40_003]) stats.onPacket(sequence, sequence * 160, 0);
    expect(stats.snapshot()).toMatchObject({ packets: 6, lost: 2 });
  });
});

describe('quality', () => {
  test('round trip out of LSR and DLSR (the figures of RFC 3550 6.4.1)', () => {
    // Sent at 0xb705:2000, arrived back at 0xb710:8000 with a delay of 5.250 s: 6.125 s on the way.
    const report = { lastSenderReport: 0xb7052000, delaySinceLastSenderReport: 0x0005_4000 };
    const block = { ssrc: 1, fractionLost: 0, cumulativeLost: 0, highestSequence: 0, jitter: 0, ...report };
    const arrival = Array.from({ length: 70_000 }, (_, index) => index * 1_000 + 500).find(
      (epochMs) => compactNtp(toNtp(epochMs)) === 0xb7108000,
    );
    expect(roundTripMs(block, arrival!)).toBeCloseTo(6_125, 0);
    expect(roundTripMs({ ...block, lastSenderReport: 0 }, arrival!)).toBeUndefined();
    expect(roundTripMs(block, arrival! - 20_000)).toBeUndefined();
  });

  test('delay since the sender report is stated in 1/65536 s', () => {
    const stats = statistics();
    const ntp = toNtp(1_700_000_000_000);
    stats.onSenderReport(
      { kind: 'sender_report', ssrc: 1, ntp, rtpTimestamp: 0, packets: 0, octets: 0, reports: [] },
      1_000,
    );
    const block = stats.takeReportBlock(1_500);
    expect(block).toMatchObject({ lastSenderReport: compactNtp(ntp), delaySinceLastSenderReport: 32_768 });
    expect(roundTripMs(block, 1_700_000_000_000 + 580)).toBeCloseTo(80, 0);
  });

  test('MOS: excellent on a clean line, falls with loss and delay, never leaves its scale', () => {
    const clean = { codec: 'PCMA', lossRatio: 0, roundTripMs: 20, bufferMs: 40 } as const;
    expect(estimateMos(clean)).toBeGreaterThan(4.3);
    expect(estimateMos({ ...clean, lossRatio: 0.05 })).toBeGreaterThan(3);
    expect(estimateMos({ ...clean, lossRatio: 0.05 })).toBeLessThan(4);
    expect(estimateMos({ ...clean, roundTripMs: 900 })).toBeLessThan(3);
    const figures = fc.record({ lossRatio: fc.double({ min: 0, max: 1, noNaN: true }), roundTripMs: fc.nat(5_000) });
    fc.assert(
      fc.property(figures, ({ lossRatio, roundTripMs: delay }) => {
        const score = estimateMos({ codec: 'opus', lossRatio, roundTripMs: delay, bufferMs: 60 });
        expect(score).toBeGreaterThanOrEqual(1);
        expect(score).toBeLessThanOrEqual(4.5);
        const worse = estimateMos({
          codec: 'opus',
          lossRatio: Math.min(1, lossRatio + 0.1),
          roundTripMs: delay,
          bufferMs: 60,
        });
        expect(worse).toBeLessThanOrEqual(score + 1e-9);
      }),
    );
  });
});
