/** Fixed header without CSRC or extension (RFC 3550 5.1). */
export const rtpHeaderBytes = 12;

/** A header read from a packet. One object is meant to be reused for many packets. */
export type RtpHeader = {
  marker: boolean;
  payloadType: number;
  /** 16 bits. */
  sequence: number;
  /** 32 bits, in units of the codec's clock. */
  timestamp: number;
  /** 32 bits. */
  ssrc: number;
  /** Offset of the extension's 4-byte head, 0 when there is none. */
  extensionOffset: number;
  payloadOffset: number;
  /** Without padding. */
  payloadLength: number;
};

export function createRtpHeader(): RtpHeader {
  return {
    marker: false,
    payloadType: 0,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
    extensionOffset: 0,
    payloadOffset: 0,
    payloadLength: 0,
  };
}

/**
 * Reads the header of the first `length` bytes into `out` without allocating. False when they are no valid RTP packet
 * (RFC 3550 A.1); `out` is then undefined in parts.
 */
export function readRtpHeader(bytes: Uint8Array, length: number, out: RtpHeader): boolean {
  if (length < rtpHeaderBytes || length > bytes.length) return false;
  const first = bytes[0] as number;
  if (first >> 6 !== 2) return false;
  const second = bytes[1] as number;
  out.marker = second >= 128;
  out.payloadType = second & 0x7f;
  out.sequence = ((bytes[2] as number) << 8) | (bytes[3] as number);
  out.timestamp = readUint32(bytes, 4);
  out.ssrc = readUint32(bytes, 8);
  return readExtent(bytes, length, first, out);
}

/** Finds where the payload starts and ends behind CSRC list, extension and padding. */
function readExtent(bytes: Uint8Array, length: number, first: number, out: RtpHeader): boolean {
  let offset = rtpHeaderBytes + 4 * (first & 0x0f);
  out.extensionOffset = 0;
  if (first & 0x10) {
    if (offset + 4 > length) return false;
    out.extensionOffset = offset;
    offset += 4 + 4 * (((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number));
  }
  const padding = first & 0x20 ? (bytes[length - 1] as number) : 0;
  if (first & 0x20 && padding === 0) return false;
  if (offset + padding > length) return false;
  out.payloadOffset = offset;
  out.payloadLength = length - padding - offset;
  return true;
}

export function readUint32(bytes: Uint8Array, offset: number): number {
  return (
    (((bytes[offset] as number) << 24) |
      ((bytes[offset + 1] as number) << 16) |
      ((bytes[offset + 2] as number) << 8) |
      (bytes[offset + 3] as number)) >>>
    0
  );
}

export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

export function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

export type RtpFields = Pick<RtpHeader, 'marker' | 'payloadType' | 'sequence' | 'timestamp' | 'ssrc'>;

/** Overwrites marker, payload type, sequence, timestamp and SSRC of a packet in place; CSRC and extension stay. */
export function writeRtpFields(bytes: Uint8Array, fields: RtpFields): void {
  bytes[1] = (fields.marker ? 0x80 : 0) | (fields.payloadType & 0x7f);
  writeUint16(bytes, 2, fields.sequence);
  writeUint32(bytes, 4, fields.timestamp);
  writeUint32(bytes, 8, fields.ssrc);
}

/** Writes a plain 12-byte header (no CSRC, extension or padding); gives the offset of the payload. */
export function writeRtpHeader(bytes: Uint8Array, fields: RtpFields): number {
  bytes[0] = 0x80;
  writeRtpFields(bytes, fields);
  return rtpHeaderBytes;
}
