import { readUint32 } from '../packet/header.ts';
import { rtcpTypes } from './types.ts';
import type { Bye, ReportBlock, RtcpPacket, SourceDescription } from './types.ts';

const reportBlockBytes = 24;

/** Reads a compound packet (RFC 3550 6.1). Undefined when any part does not fit its length; never throws. */
export function parseRtcp(bytes: Uint8Array, length: number = bytes.length): RtcpPacket[] | undefined {
  const packets: RtcpPacket[] = [];
  let offset = 0;
  while (offset < length) {
    if (offset + 4 > length || (bytes[offset] as number) >> 6 !== 2) return undefined;
    const end = offset + 4 + 4 * (((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number));
    if (end > length) return undefined;
    const packet = parseOne(bytes, offset, end);
    if (!packet) return undefined;
    packets.push(packet);
    offset = end;
  }
  return packets.length > 0 ? packets : undefined;
}

function parseOne(bytes: Uint8Array, start: number, paddedEnd: number): RtcpPacket | undefined {
  const first = bytes[start] as number;
  const count = first & 0x1f;
  const padding = first & 0x20 ? (bytes[paddedEnd - 1] as number) : 0;
  const end = paddedEnd - padding;
  if (end < start + 4) return undefined;
  const body = bytes.subarray(start + 4, end);
  const packetType = bytes[start + 1] as number;
  switch (packetType) {
    case rtcpTypes.senderReport:
      return parseSenderReport(body, count);
    case rtcpTypes.receiverReport:
      return parseReceiverReport(body, count);
    case rtcpTypes.sourceDescription:
      return parseSourceDescription(body, count);
    case rtcpTypes.bye:
      return parseBye(body, count);
    default:
      return { kind: 'other', packetType, count, body };
  }
}

function parseSenderReport(body: Uint8Array, count: number): RtcpPacket | undefined {
  const reports = parseReports(body, 24, count);
  if (!reports) return undefined;
  return {
    kind: 'sender_report',
    ssrc: readUint32(body, 0),
    ntp: { seconds: readUint32(body, 4), fraction: readUint32(body, 8) },
    rtpTimestamp: readUint32(body, 12),
    packets: readUint32(body, 16),
    octets: readUint32(body, 20),
    reports,
  };
}

function parseReceiverReport(body: Uint8Array, count: number): RtcpPacket | undefined {
  const reports = parseReports(body, 4, count);
  return reports && { kind: 'receiver_report', ssrc: readUint32(body, 0), reports };
}

/** Profile-specific extensions behind the blocks are ignored. */
function parseReports(body: Uint8Array, offset: number, count: number): ReportBlock[] | undefined {
  if (offset + count * reportBlockBytes > body.length) return undefined;
  return Array.from({ length: count }, (_, index) => parseReport(body, offset + index * reportBlockBytes));
}

function parseReport(body: Uint8Array, offset: number): ReportBlock {
  const loss = readUint32(body, offset + 4);
  return {
    ssrc: readUint32(body, offset),
    fractionLost: loss >>> 24,
    cumulativeLost: (loss << 8) >> 8,
    highestSequence: readUint32(body, offset + 8),
    jitter: readUint32(body, offset + 12),
    lastSenderReport: readUint32(body, offset + 16),
    delaySinceLastSenderReport: readUint32(body, offset + 20),
  };
}

function parseSourceDescription(body: Uint8Array, count: number): SourceDescription | undefined {
  const chunks: SourceDescription['chunks'] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    if (offset + 4 > body.length) return undefined;
    const chunk = { ssrc: readUint32(body, offset), cname: '' };
    offset += 4;
    while (offset < body.length && body[offset] !== 0) {
      const end = offset + 2 + (body[offset + 1] ?? 0);
      if (end > body.length) return undefined;
      if (body[offset] === 1) chunk.cname = new TextDecoder().decode(body.subarray(offset + 2, end));
      offset = end;
    }
    // At least one zero ends the chunk, then zeros up to the next word (RFC 3550 6.5).
    offset = (offset + 4) & ~3;
    chunks.push(chunk);
  }
  return { kind: 'source_description', chunks };
}

function parseBye(body: Uint8Array, count: number): Bye | undefined {
  if (count * 4 > body.length) return undefined;
  const ssrcs = Array.from({ length: count }, (_, index) => readUint32(body, index * 4));
  const reasonLength = body[count * 4];
  if (reasonLength === undefined) return { kind: 'bye', ssrcs };
  const start = count * 4 + 1;
  if (start + reasonLength > body.length) return undefined;
  return { kind: 'bye', ssrcs, reason: new TextDecoder().decode(body.subarray(start, start + reasonLength)) };
}
