import { closeSync } from 'node:fs';

/** Two of the loop, then two per leg: more legs than one thread ever admits. */
const maximumDescriptors = 8_192;

/** Memory that two threads see, to pass as `descriptors` of the I/O. */
export function createDescriptorTable(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(maximumDescriptors * 4)).fill(-1);
}

/** Closes what a dead thread left open; to be called once the thread has ended, never before. */
export function closeDescriptors(table: Int32Array): number {
  let closed = 0;
  for (let index = 0; index < table.length; index += 1) {
    const descriptor = Atomics.exchange(table, index, -1);
    if (descriptor < 0) continue;
    try {
      closeSync(descriptor);
      closed += 1;
    } catch {
      // Already closed by the thread in its last moment.
    }
  }
  return closed;
}
