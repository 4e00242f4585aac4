/** RFC 6347 4.1: type, version, epoch, sequence, then the length of what follows. */
const recordHeaderBytes = 13;

/** Packs whole DTLS records into datagrams of at most `mtuBytes`; a record must not be torn (RFC 6347 4.1.1). */
export function splitDatagrams(records: Buffer, mtuBytes: number): Buffer[] {
  const datagrams: Buffer[] = [];
  let start = 0;
  let offset = 0;
  while (offset + recordHeaderBytes <= records.length) {
    const end = offset + recordHeaderBytes + records.readUInt16BE(offset + 11);
    if (end - start > mtuBytes && offset > start) {
      datagrams.push(records.subarray(start, offset));
      start = offset;
    }
    offset = end;
  }
  if (start < records.length) datagrams.push(records.subarray(start));
  return datagrams;
}
