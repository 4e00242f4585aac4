import { randomBytes, randomFillSync } from 'node:crypto';

let lastMs = 0;
let counter = 0;

/** Each draw of random bytes is a system call, and a call of a telephone needs a handful of ids: drawn in blocks. */
const block = Buffer.alloc(4_096);
let used = block.length;

/** Hexadecimal random text of ids; unique, not secret (`randomToken` is). */
function randomHex(bytes: number): string {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += bytes;
  return block.toString('hex', used - bytes, used);
}

/**
 * A new UUIDv7 (RFC 9562 5.7): ids sort by creation, which keeps indexes compact. Within a millisecond the 12 bits
 * after the time count up, so that ids made by one process are strictly increasing.
 */
export function newId(): string {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = Number.parseInt(randomHex(2), 16) & 0x3ff;
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const order = (0x7000 | counter).toString(16);
  const random = randomHex(8);
  // The variant: its first digit is one of 8, 9, a, b.
  const variant = '89ab'[Number.parseInt(random[0]!, 16) & 0x3];
  return `${time.slice(0, 8)}-${time.slice(8)}-${order}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}

/** A secret of `bytes` random bytes as base64url, for links, keys and passwords. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
