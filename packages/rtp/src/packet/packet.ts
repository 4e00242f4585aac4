import { createRtpHeader, readRtpHeader, rtpHeaderBytes, writeRtpHeader } from './header.ts';
import type { RtpFields } from './header.ts';

/** A packet with its payload as a view into the bytes it was read from. */
export type RtpPacket = RtpFields & { payload: Uint8Array };

/** The simple way, one allocation per packet; undefined when the bytes are no RTP. Hot paths use `readRtpHeader`. */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  const header = createRtpHeader();
  if (!readRtpHeader(bytes, bytes.length, header)) return undefined;
  const { marker, payloadType, sequence, timestamp, ssrc, payloadOffset, payloadLength } = header;
  const payload = bytes.subarray(payloadOffset, payloadOffset + payloadLength);
  return { marker, payloadType, sequence, timestamp, ssrc, payload };
}

export function buildRtp(packet: RtpPacket): Uint8Array {
  const bytes = new Uint8Array(rtpHeaderBytes + packet.payload.length);
  bytes.set(packet.payload, writeRtpHeader(bytes, packet));
  return bytes;
}
