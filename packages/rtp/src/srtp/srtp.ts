import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { createRtpHeader, readRtpHeader } from '../packet/header.ts';
import { sequenceDistance } from '../packet/sequence.ts';
import { ReplayWindow } from './replay-window.ts';
import { deriveSrtpKeys } from './srtp-keys.ts';
import type { SrtpKeys, SrtpMasterKey } from './srtp-keys.ts';
import { aesCm128Sha1With80 } from './suites.ts';
import type { SrtpSuite } from './suites.ts';

/** A peer that shows more sources than this is not a telephone. */
const maximumSources = 8;

type Source = { rollover: number; highest: number; readonly window: ReplayWindow };

/** Seals what we send (RFC 3711 3.3). */
export class SrtpSender {
  readonly #suite: SrtpSuite;
  readonly #keys: SrtpKeys;
  readonly #header = createRtpHeader();
  readonly #counter = Buffer.alloc(16);
  readonly #sources = new Map<number, Source>();

  constructor(master: SrtpMasterKey, suite = aesCm128Sha1With80) {
    this.#suite = suite;
    this.#keys = deriveSrtpKeys(master, 'rtp', suite);
  }

  /** A new sealed packet; null when the bytes are no RTP. */
  protect(packet: Uint8Array): Buffer | null {
    if (!readRtpHeader(packet, packet.length, this.#header)) return null;
    const { ssrc, sequence, payloadOffset } = this.#header;
    const source = sourceOf(this.#sources, ssrc, sequence);
    if (!source) return null;
    const rollover = rolloverOf(source, sequence);
    advance(source, sequence, rollover);
    const { tagBytes, cipher: algorithm } = this.#suite;
    const sealed = Buffer.allocUnsafe(packet.length + tagBytes);
    sealed.set(packet.subarray(0, payloadOffset));
    const counter = rtpCounter(this.#counter, this.#keys.salt, { ssrc, rollover, sequence });
    const cipher = createCipheriv(algorithm, this.#keys.cipher, counter);
    sealed.set(cipher.update(packet.subarray(payloadOffset)), payloadOffset);
    rtpTag(this.#keys, sealed.subarray(0, packet.length), rollover).copy(sealed, packet.length, 0, tagBytes);
    return sealed;
  }
}

export type SrtpReceiverOptions = {
  readonly suite?: SrtpSuite;
  /** Bytes of the peer's key identifier in each packet. */
  readonly mkiBytes?: number;
};

/** Opens what the peer sends; forged, replayed and stale packets give null. */
export class SrtpReceiver {
  readonly #suite: SrtpSuite;
  readonly #mkiBytes: number;
  readonly #keys: SrtpKeys;
  readonly #header = createRtpHeader();
  readonly #counter = Buffer.alloc(16);
  readonly #sources = new Map<number, Source>();

  constructor(master: SrtpMasterKey, { suite = aesCm128Sha1With80, mkiBytes = 0 }: SrtpReceiverOptions = {}) {
    this.#suite = suite;
    this.#mkiBytes = mkiBytes;
    this.#keys = deriveSrtpKeys(master, 'rtp', suite);
  }

  /** The plain packet, written over the sealed one. */
  unprotect(sealed: Buffer): Buffer | null {
    const { tagBytes, cipher } = this.#suite;
    // The MKI, if the peer names its key, stands before the tag and is not authenticated (RFC 3711 3.1).
    const length = sealed.length - tagBytes - this.#mkiBytes;
    if (length < 12) return null;
    const packet = sealed.subarray(0, length);
    if (!readRtpHeader(packet, length, this.#header)) return null;
    const { ssrc, sequence, payloadOffset } = this.#header;
    const source = this.#sources.get(ssrc) ?? newSource(sequence);
    const rollover = rolloverOf(source, sequence);
    const index = rollover * 65_536 + sequence;
    if (index < 0 || !source.window.isFresh(index)) return null;
    const tag = rtpTag(this.#keys, packet, rollover).subarray(0, tagBytes);
    if (!timingSafeEqual(tag, sealed.subarray(sealed.length - tagBytes))) return null;
    // Only an authentic packet may create or move a source.
    if (!this.#remember(ssrc, source)) return null;
    source.window.accept(index);
    advance(source, sequence, rollover);
    const counter = rtpCounter(this.#counter, this.#keys.salt, { ssrc, rollover, sequence });
    const decipher = createCipheriv(cipher, this.#keys.cipher, counter);
    packet.set(decipher.update(packet.subarray(payloadOffset)), payloadOffset);
    return packet;
  }

  #remember(ssrc: number, source: Source): boolean {
    if (this.#sources.has(ssrc)) return true;
    if (this.#sources.size >= maximumSources) return false;
    this.#sources.set(ssrc, source);
    return true;
  }
}

function newSource(sequence: number): Source {
  return { rollover: 0, highest: sequence, window: new ReplayWindow() };
}

function sourceOf(sources: Map<number, Source>, ssrc: number, sequence: number): Source | null {
  const known = sources.get(ssrc);
  if (known) return known;
  if (sources.size >= maximumSources) return null;
  const source = newSource(sequence);
  sources.set(ssrc, source);
  return source;
}

/** RFC 3711 3.3.1: the count of wraps that puts this packet nearest to the highest one. */
function rolloverOf(source: Source, sequence: number): number {
  const distance = sequenceDistance(sequence, source.highest);
  const extended = source.highest + distance;
  return source.rollover + Math.floor(extended / 65_536);
}

function advance(source: Source, sequence: number, rollover: number): void {
  if (rollover < source.rollover || (rollover === source.rollover && sequence < source.highest)) return;
  source.rollover = rollover;
  source.highest = sequence;
}

type PacketIndex = { readonly ssrc: number; readonly rollover: number; readonly sequence: number };

/** RFC 3711 4.1.1: (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16). */
function rtpCounter(counter: Buffer, salt: Buffer, packet: PacketIndex): Buffer {
  const { ssrc, rollover, sequence } = packet;
  counter.fill(0);
  salt.copy(counter);
  counter.writeUInt32BE((counter.readUInt32BE(4) ^ ssrc) >>> 0, 4);
  counter.writeUInt32BE((counter.readUInt32BE(8) ^ rollover) >>> 0, 8);
  counter.writeUInt16BE(counter.readUInt16BE(12) ^ sequence, 12);
  return counter;
}

const rolloverBytes = Buffer.alloc(4);

function rtpTag(keys: SrtpKeys, packet: Uint8Array, rollover: number): Buffer {
  rolloverBytes.writeUInt32BE(rollover >>> 0);
  return createHmac('sha1', keys.authentication).update(packet).update(rolloverBytes).digest();
}
