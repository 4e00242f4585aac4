/** Signed distance of two 16-bit sequence numbers, in -32768..32767 (RFC 1982). */
export function sequenceDistance(later: number, earlier: number): number {
  return ((later - earlier) << 16) >> 16;
}

/** Signed distance of two 32-bit timestamps. */
export function timestampDistance(later: number, earlier: number): number {
  return (later - earlier) | 0;
}

/** The extended value nearest to `reference` whose low 16 bits are `sequence`. */
export function extendSequence(sequence: number, reference: number): number {
  return reference + sequenceDistance(sequence, reference & 0xffff);
}

/** The extended value nearest to `reference` whose low 32 bits are `timestamp`. */
export function extendTimestamp(timestamp: number, reference: number): number {
  return reference + timestampDistance(timestamp, reference >>> 0);
}
