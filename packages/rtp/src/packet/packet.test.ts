import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyPacket } from './classify.ts';
import { createRtpHeader, readRtpHeader } from './header.ts';
import { buildRtp, parseRtp } from './packet.ts';
import { extendSequence, extendTimestamp, sequenceDistance, timestampDistance } from './sequence.ts';

const fields = fc.record({
  marker: fc.boolean(),
  payloadType: fc.nat(127),
  sequence: fc.nat(0xffff),
  timestamp: fc.nat(0xffffffff),
  ssrc: fc.nat(0xffffffff),
  payload: fc.uint8Array({ maxLength: 200 }),
});

describe('RTP packets', () => {
  test('what is built is read back', () => {
    fc.assert(
      fc.property(fields, (packet) => {
        expect(parseRtp(buildRtp(packet))).toEqual(packet);
      }),
    );
  });

  test('CSRC list, extension and padding are passed over (RFC 3550 5.1, 5.3.1)', () => {
    const bytes = Uint8Array.from([
      0xb1, 0x88, 0x12, 0x34, 0, 0, 0, 160, 0xde, 0xad, 0xbe, 0xef, 1, 1, 1, 1, 0xbe, 0xde, 0, 1, 0x10, 0x85, 0, 0, 7,
      8, 9, 0, 0, 3,
    ]);
    const header = createRtpHeader();
    expect(readRtpHeader(bytes, bytes.length, header)).toBe(true);
    expect(header).toMatchObject({ marker: true, payloadType: 8, sequence: 0x1234, ssrc: 0xdeadbeef });
    expect(header).toMatchObject({ extensionOffset: 16, payloadOffset: 24, payloadLength: 3 });
  });

  test.each([
    ['short', [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['version 1', [0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['CSRC beyond the end', [0x82, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]],
    ['extension beyond the end', [0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]],
    ['padding zero', [0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['padding beyond the header', [0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]],
  ])('refuses: %s', (_, bytes) => expect(parseRtp(Uint8Array.from(bytes))).toBeUndefined());

  test('any bytes are read or refused, never outside their bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        if (bytes.length > 0) bytes[0] = 0x80 | (bytes[0]! & 0x3f);
        const header = createRtpHeader();
        if (!readRtpHeader(bytes, bytes.length, header)) return;
        expect(header.payloadOffset + header.payloadLength).toBeLessThanOrEqual(bytes.length);
        expect(header.payloadLength).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test.each([
    ['stun', [0, 1]],
    ['dtls', [22, 254]],
    ['rtp', [0x80, 0x88]],
    ['rtcp', [0x80, 200]],
    ['turn_channel', [0x40, 0]],
    ['unknown', [13, 10]],
    ['unknown', [0x80]],
  ])('%s is told by its first bytes', (kind, bytes) => {
    expect(classifyPacket(Uint8Array.from(bytes), bytes.length)).toBe(kind);
  });
});

describe('sequence arithmetic', () => {
  test('distances wrap', () => {
    expect([sequenceDistance(2, 65_534), sequenceDistance(65_534, 2)]).toEqual([4, -4]);
    expect(timestampDistance(100, 0xffffff00)).toBe(356);
  });

  test('extension follows a walk over many wraps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -900, max: 30_000 }), { minLength: 20, maxLength: 60 }), (steps) => {
        let position = 70_000;
        for (const step of steps) {
          expect(extendSequence((position + step) & 0xffff, position)).toBe(position + step);
          expect(extendTimestamp((position * 65_536 + step) >>> 0, position * 65_536)).toBe(position * 65_536 + step);
          position += step;
        }
      }),
    );
  });
});
