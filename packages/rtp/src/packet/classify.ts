export type PacketKind = 'stun' | 'dtls' | 'turn_channel' | 'rtp' | 'rtcp' | 'unknown';

/** What arrived on a shared port, by its first bytes (RFC 7983 7; RTP against RTCP by RFC 5761 4). */
export function classifyPacket(bytes: Uint8Array, length: number): PacketKind {
  if (length < 2) return 'unknown';
  const first = bytes[0] as number;
  if (first <= 3) return 'stun';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first >= 64 && first <= 79) return 'turn_channel';
  if (first < 128 || first > 191) return 'unknown';
  const second = bytes[1] as number;
  return second >= 192 && second <= 223 ? 'rtcp' : 'rtp';
}
