import { writeUint16, writeUint32 } from '../packet/header.ts';
import { rtcpTypes } from './types.ts';
import type { Bye, ReportBlock, RtcpPacket, SourceDescription } from './types.ts';

/**
 * Writes a compound packet. RFC 3550 6.1 wants a report first and a CNAME in each: the caller gives them in that order.
 * At most 31 reports, chunks or sources per packet; more are cut off.
 */
export function buildRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const parts = packets.map(buildOne);
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function buildOne(packet: RtcpPacket): Uint8Array {
  switch (packet.kind) {
    case 'sender_report': {
      const bytes = reportPacket(rtcpTypes.senderReport, 24, packet.reports);
      writeUint32(bytes, 4, packet.ssrc);
      writeUint32(bytes, 8, packet.ntp.seconds);
      writeUint32(bytes, 12, packet.ntp.fraction);
      writeUint32(bytes, 16, packet.rtpTimestamp);
      writeUint32(bytes, 20, packet.packets);
      writeUint32(bytes, 24, packet.octets);
      return bytes;
    }
    case 'receiver_report': {
      const bytes = reportPacket(rtcpTypes.receiverReport, 4, packet.reports);
      writeUint32(bytes, 4, packet.ssrc);
      return bytes;
    }
    case 'source_description':
      return buildSourceDescription(packet);
    case 'bye':
      return buildBye(packet);
    case 'other': {
      const bytes = framed(packet.packetType, packet.count, packet.body.length);
      bytes.set(packet.body, 4);
      return bytes;
    }
  }
}

/** A packet with its 4-byte head; the body is zero and padded to whole words. */
function framed(packetType: number, count: number, bodyLength: number): Uint8Array {
  const words = Math.ceil(bodyLength / 4);
  const bytes = new Uint8Array(4 + words * 4);
  bytes[0] = 0x80 | (count & 0x1f);
  bytes[1] = packetType;
  writeUint16(bytes, 2, words);
  return bytes;
}

function reportPacket(packetType: number, fixedLength: number, all: readonly ReportBlock[]): Uint8Array {
  const reports = all.slice(0, 31);
  const bytes = framed(packetType, reports.length, fixedLength + reports.length * 24);
  for (const [index, report] of reports.entries()) writeReport(bytes, 4 + fixedLength + index * 24, report);
  return bytes;
}

function writeReport(bytes: Uint8Array, offset: number, report: ReportBlock): void {
  writeUint32(bytes, offset, report.ssrc);
  const lost = Math.max(-0x800000, Math.min(0x7fffff, report.cumulativeLost));
  writeUint32(bytes, offset + 4, (report.fractionLost << 24) | (lost & 0xffffff));
  writeUint32(bytes, offset + 8, report.highestSequence);
  writeUint32(bytes, offset + 12, report.jitter);
  writeUint32(bytes, offset + 16, report.lastSenderReport);
  writeUint32(bytes, offset + 20, report.delaySinceLastSenderReport);
}

function buildSourceDescription(packet: SourceDescription): Uint8Array {
  const chunks = packet.chunks.slice(0, 31).map(({ ssrc, cname }) => {
    const text = new TextEncoder().encode(cname).subarray(0, 255);
    // SSRC, item head, text, and at least one zero up to the next word.
    const chunk = new Uint8Array((4 + 2 + text.length + 4) & ~3);
    writeUint32(chunk, 0, ssrc);
    chunk[4] = 1;
    chunk[5] = text.length;
    chunk.set(text, 6);
    return chunk;
  });
  const bytes = framed(
    rtcpTypes.sourceDescription,
    chunks.length,
    chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  );
  let offset = 4;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function buildBye(packet: Bye): Uint8Array {
  const ssrcs = packet.ssrcs.slice(0, 31);
  const reason = packet.reason === undefined ? undefined : new TextEncoder().encode(packet.reason).subarray(0, 255);
  const bytes = framed(rtcpTypes.bye, ssrcs.length, ssrcs.length * 4 + (reason ? 1 + reason.length : 0));
  for (const [index, ssrc] of ssrcs.entries()) writeUint32(bytes, 4 + index * 4, ssrc);
  if (reason) {
    bytes[4 + ssrcs.length * 4] = reason.length;
    bytes.set(reason, 5 + ssrcs.length * 4);
  }
  return bytes;
}
