import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { ReplayWindow } from './replay-window.ts';
import { deriveSrtpKeys } from './srtp-keys.ts';
import type { SrtpKeys, SrtpMasterKey } from './srtp-keys.ts';
import type { SrtpReceiverOptions } from './srtp.ts';
import { aesCm128Sha1With80 } from './suites.ts';
import type { SrtpSuite } from './suites.ts';

/** Also of the suites with a short tag for RTP (RFC 4568 6.2.2). */
const tagBytes = 10;
const trailerBytes = 4 + tagBytes;
/** The head up to the first SSRC stays readable (RFC 3711 3.4). */
const clearBytes = 8;
const encryptedFlag = 0x8000_0000;

/** Seals our reports. */
export class SrtcpSender {
  readonly #suite: SrtpSuite;
  readonly #keys: SrtpKeys;
  #index = 0;

  constructor(master: SrtpMasterKey, suite = aesCm128Sha1With80) {
    this.#suite = suite;
    this.#keys = deriveSrtpKeys(master, 'rtcp', suite);
  }

  /** A new sealed packet. */
  protect(packet: Uint8Array): Buffer {
    this.#index = (this.#index + 1) & 0x7fff_ffff;
    const sealed = Buffer.alloc(packet.length + trailerBytes);
    sealed.set(packet);
    crypt({ keys: this.#keys, suite: this.#suite }, sealed.subarray(0, packet.length), this.#index);
    sealed.writeUInt32BE((this.#index | encryptedFlag) >>> 0, packet.length);
    const authenticated = sealed.subarray(0, packet.length + 4);
    tag(this.#keys, authenticated).copy(sealed, packet.length + 4, 0, tagBytes);
    return sealed;
  }
}

/** Opens the peer's reports; forged and replayed ones give null. */
export class SrtcpReceiver {
  readonly #suite: SrtpSuite;
  readonly #mkiBytes: number;
  readonly #keys: SrtpKeys;
  readonly #window = new ReplayWindow();

  constructor(master: SrtpMasterKey, { suite = aesCm128Sha1With80, mkiBytes = 0 }: SrtpReceiverOptions = {}) {
    this.#suite = suite;
    this.#mkiBytes = mkiBytes;
    this.#keys = deriveSrtpKeys(master, 'rtcp', suite);
  }

  /** The plain packet, written over the sealed one. */
  unprotect(sealed: Buffer): Buffer | null {
    const length = sealed.length - trailerBytes - this.#mkiBytes;
    if (length < clearBytes) return null;
    const authenticated = sealed.subarray(0, length + 4);
    const actual = sealed.subarray(sealed.length - tagBytes);
    if (!timingSafeEqual(tag(this.#keys, authenticated).subarray(0, tagBytes), actual)) return null;
    const trailer = sealed.readUInt32BE(length);
    const index = trailer & 0x7fff_ffff;
    if (!this.#window.isFresh(index)) return null;
    this.#window.accept(index);
    const packet = sealed.subarray(0, length);
    if (trailer >= encryptedFlag) crypt({ keys: this.#keys, suite: this.#suite }, packet, index);
    return packet;
  }
}

/** Counter mode is its own inverse. */
function crypt({ keys, suite }: { keys: SrtpKeys; suite: SrtpSuite }, packet: Buffer, index: number): void {
  const counter = Buffer.alloc(16);
  keys.salt.copy(counter);
  counter.writeUInt32BE((counter.readUInt32BE(4) ^ packet.readUInt32BE(4)) >>> 0, 4);
  counter.writeUInt32BE((counter.readUInt32BE(10) ^ index) >>> 0, 10);
  const cipher = createCipheriv(suite.cipher, keys.cipher, counter);
  packet.set(cipher.update(packet.subarray(clearBytes)), clearBytes);
}

function tag(keys: SrtpKeys, bytes: Uint8Array): Buffer {
  return createHmac('sha1', keys.authentication).update(bytes).digest();
}
