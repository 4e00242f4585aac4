/** Identifiers that nobody can guess or collide with; random bytes are drawn in blocks because each draw is a system call. */
import { randomFillSync } from 'node:crypto';

const block = Buffer.alloc(3_072);
let used = block.length;

/** Takes so many bytes of the block; each is given out once. Returns where they end. */
const draw = (bytes: number): number => {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += bytes;
  return used;
};

const randomHex = (bytes: number): string => {
  const end = draw(bytes);
  return block.toString('hex', end - bytes, end);
};

/** Fills a small buffer with random bytes from this place on. */
export const fillRandom = (target: Buffer, from: number): void => {
  const end = draw(target.length - from);
  block.copy(target, from, end - (target.length - from), end);
};

/** RFC 3261 8.1.1.7: branches of this generation of SIP start with it. */
export const MAGIC_COOKIE = 'z9hG4bK';

/** Magic cookie and 96 random bits. */
export const newBranch = (): string => MAGIC_COOKIE + randomHex(12);

/** 64 random bits (RFC 3261 19.3 asks for 32). */
export const newTag = (): string => randomHex(8);

/** 128 random bits; no host name, which would tell the topology. */
export const newCallId = (): string => randomHex(16);
