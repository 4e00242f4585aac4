import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRtpHeader, readRtpHeader } from './header.ts';
import { buildRtp, parseRtp } from './packet.ts';
import { RtpRewriter } from './rewriter.ts';

const options = { ssrc: 0xabcdef01, clockRate: 8_000, firstSequence: 65_533, firstTimestamp: 0xffffff00 };

type Relayed = [sequence: number, timestamp: number, nowMs: number, ssrc?: number];

function relay(rewriter: RtpRewriter, [sequence, timestamp, nowMs, ssrc = 5]: Relayed) {
  const payload = Uint8Array.of(1, 2, 3);
  const bytes = buildRtp({ marker: false, payloadType: 8, sequence, timestamp, ssrc, payload });
  const header = createRtpHeader();
  readRtpHeader(bytes, bytes.length, header);
  if (!rewriter.relay(bytes, header, nowMs)) return undefined;
  const written = parseRtp(bytes)!;
  expect(written).toMatchObject({ sequence: header.sequence, timestamp: header.timestamp, ssrc: options.ssrc });
  return written;
}

describe('RtpRewriter', () => {
  test('keeps order and gaps of the source across the wrap', () => {
    const rewriter = new RtpRewriter(options);
    const sequences = [10, 11, 14, 13, 15].map((sequence, index) =>
      relay(rewriter, [sequence, sequence * 160, index * 20]),
    );
    expect(sequences.map((packet) => packet?.sequence)).toEqual([65_533, 65_534, 1, 0, 2]);
    expect(sequences.map((packet) => (packet!.timestamp - 0xffffff00) | 0)).toEqual([0, 160, 640, 480, 800]);
    expect(rewriter).toMatchObject({ packetsSent: 5, octetsSent: 15 });
  });

  test('a new source goes on at the next number, its timestamp moved by the time that passed', () => {
    const rewriter = new RtpRewriter(options);
    relay(rewriter, [1_000, 50_000, 0]);
    const other = relay(rewriter, [40_000, 7, 500, 6]);
    expect(other?.sequence).toBe(65_534);
    expect((other!.timestamp - 0xffffff00) | 0).toBe(4_000);
  });

  test('a restart of the same SSRC and a resync are joined without a jump', () => {
    const rewriter = new RtpRewriter(options);
    relay(rewriter, [1, 0, 0]);
    expect(relay(rewriter, [30_000, 90_000, 20])?.sequence).toBe(65_534);
    rewriter.resync();
    expect(relay(rewriter, [29_000, 1, 40])?.sequence).toBe(65_535);
  });

  test('a straggler far behind is dropped', () => {
    const rewriter = new RtpRewriter(options);
    relay(rewriter, [500, 0, 0]);
    expect(relay(rewriter, [399, 0, 10])).toBeUndefined();
    expect(relay(rewriter, [401, 0, 10])?.sequence).toBe((65_533 - 99) & 0xffff);
  });

  test('originated frames step by their samples although ticks are uneven', () => {
    const rewriter = new RtpRewriter(options);
    const times = [0, 23, 39, 62, 80];
    const frames = times.map((now) => rewriter.originate({ payloadType: 8, samples: 160 }, now));
    expect(frames.map((frame) => (frame.timestamp - 0xffffff00) | 0)).toEqual([0, 160, 320, 480, 640]);
    const afterPause = rewriter.originate({ payloadType: 8, samples: 160 }, 5_080);
    expect((afterPause.timestamp - 0xffffff00) | 0).toBe(640 + 40_000);
  });

  test('digits keep one timestamp and the relayed source follows behind them', () => {
    const rewriter = new RtpRewriter(options);
    const first = relay(rewriter, [1, 0, 0])!;
    const start = rewriter.timestampAt(20);
    const digits = [20, 40, 60].map((now) => rewriter.originate({ payloadType: 101, timestamp: start }, now));
    const after = relay(rewriter, [5, 640, 80])!;
    expect(digits.map((digit) => digit.timestamp)).toEqual([start, start, start]);
    expect((after.sequence - first.sequence) & 0xffff).toBe(4);
    expect((after.timestamp - first.timestamp) | 0).toBe(640);
  });

  test('whatever is fed, originated and in-order packets leave in strictly rising sequence', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('relay' as const),
        ssrc: fc.constantFrom(1, 2),
        jump: fc.integer({ min: 1, max: 9_000 }),
      }),
      fc.record({ kind: fc.constant('originate' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const rewriter = new RtpRewriter(options);
        const positions = { 1: 65_000, 2: 0 };
        let previous: number | undefined;
        for (const [index, item] of steps.entries()) {
          let sequence: number | undefined;
          if (item.kind === 'originate') sequence = rewriter.originate({ payloadType: 0 }, index * 20).sequence;
          else {
            const source = item.ssrc;
            positions[source] += item.jump;
            sequence = relay(rewriter, [
              positions[source] & 0xffff,
              positions[source] * 160,
              index * 20,
              source,
            ])?.sequence;
          }
          expect(sequence).toBeDefined();
          if (previous !== undefined) {
            const distance = (sequence! - previous) & 0xffff;
            expect(distance).toBeGreaterThan(0);
            expect(distance).toBeLessThan(3_000);
          }
          previous = sequence;
        }
      }),
    );
  });
});
