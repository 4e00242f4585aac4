import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRtcp } from './build.ts';
import { compactNtp, toNtp } from './ntp.ts';
import { parseRtcp } from './parse.ts';
import type { RtcpPacket } from './types.ts';

const uint32 = fc.nat(0xffffffff);
const report = fc.record({
  ssrc: uint32,
  fractionLost: fc.nat(255),
  cumulativeLost: fc.integer({ min: -0x800000, max: 0x7fffff }),
  highestSequence: uint32,
  jitter: uint32,
  lastSenderReport: uint32,
  delaySinceLastSenderReport: uint32,
});
const reports = fc.array(report, { maxLength: 4 });
const packet: fc.Arbitrary<RtcpPacket> = fc.oneof(
  fc.record({
    kind: fc.constant('sender_report' as const),
    ssrc: uint32,
    ntp: fc.record({ seconds: uint32, fraction: uint32 }),
    rtpTimestamp: uint32,
    packets: uint32,
    octets: uint32,
    reports,
  }),
  fc.record({ kind: fc.constant('receiver_report' as const), ssrc: uint32, reports }),
  fc.record({
    kind: fc.constant('source_description' as const),
    chunks: fc.array(fc.record({ ssrc: uint32, cname: fc.string({ maxLength: 40 }) }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('bye' as const),
    ssrcs: fc.array(uint32, { minLength: 1, maxLength: 3 }),
    reason: fc.string({ maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('other' as const),
    packetType: fc.integer({ min: 204, max: 207 }),
    count: fc.nat(31),
    body: fc.nat(5).chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
  }),
);

describe('RTCP', () => {
  test('compound packets are read as they were built', () => {
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 4 }), (packets) => {
        const bytes = buildRtcp(packets);
        expect(bytes.length % 4).toBe(0);
        expect(parseRtcp(bytes)).toEqual(packets);
      }),
    );
  });

  test('a known receiver report, byte by byte (RFC 3550 6.4.2)', () => {
    const bytes = Uint8Array.from([
      0x81, 201, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0x40, 0xff, 0xff, 0xff, 0, 1, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4, 0, 0, 0x80,
      0,
    ]);
    const expected = {
      ssrc: 2,
      fractionLost: 64,
      cumulativeLost: -1,
      highestSequence: 65_541,
      jitter: 9,
      lastSenderReport: 0x01020304,
      delaySinceLastSenderReport: 32_768,
    };
    expect(parseRtcp(bytes)).toEqual([{ kind: 'receiver_report', ssrc: 1, reports: [expected] }]);
  });

  test('a bye without a reason', () => {
    expect(parseRtcp(buildRtcp([{ kind: 'bye', ssrcs: [7] }]))).toEqual([{ kind: 'bye', ssrcs: [7] }]);
  });

  test('mangled bytes are refused or read, never thrown on', () => {
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 3 }), fc.nat(60), fc.nat(255), (packets, at, value) => {
        const bytes = buildRtcp(packets);
        bytes[at % bytes.length] = value;
        parseRtcp(bytes);
        parseRtcp(bytes, bytes.length - (value % 4));
      }),
    );
    expect(parseRtcp(new Uint8Array(0))).toBeUndefined();
    expect(parseRtcp(Uint8Array.of(0x80, 201, 0, 9, 0, 0, 0, 1))).toBeUndefined();
  });

  test('NTP time of a known instant', () => {
    const time = toNtp(Date.UTC(2024, 0, 1) + 500);
    expect(time).toEqual({ seconds: 3_913_056_000, fraction: 2 ** 31 });
    expect(compactNtp(time)).toBe((((3_913_056_000 & 0xffff) << 16) | 0x8000) >>> 0);
  });
});
