import type { SdesKey } from './sdes.ts';
import { SrtcpReceiver, SrtcpSender } from './srtcp.ts';
import { SrtpReceiver, SrtpSender } from './srtp.ts';
import { saltBytes, srtpSuite } from './suites.ts';
import type { SrtpSuite } from './suites.ts';

/** Packets sealed with the key of before a re-negotiation are still on their way for this long. */
const formerKeyMs = 2_000;

type Receivers = { readonly key: SdesKey; readonly rtp: SrtpReceiver; readonly rtcp: SrtcpReceiver };
type Senders = { readonly key: SdesKey; readonly rtp: SrtpSender; readonly rtcp: SrtcpSender };

/** Seals and opens the packets of one leg whose keys came by SDES. Keys may change; the same key goes on counting. */
export class SdesSession {
  #senders: Senders;
  #receivers: Receivers;
  #former: { readonly receivers: Receivers; readonly untilMs: number } | null = null;

  constructor(local: SdesKey, remote: SdesKey) {
    this.#senders = sendersOf(local);
    this.#receivers = receiversOf(remote);
  }

  /** After a re-negotiation. A key that stayed keeps its rollover counter and replay window (RFC 4568 7.1.4). */
  rekey(local: SdesKey, remote: SdesKey, nowMs: number): void {
    if (!isSame(local, this.#senders.key)) this.#senders = sendersOf(local);
    if (isSame(remote, this.#receivers.key)) return;
    this.#former = { receivers: this.#receivers, untilMs: nowMs + formerKeyMs };
    this.#receivers = receiversOf(remote);
  }

  protectRtp(packet: Uint8Array): Buffer | null {
    return this.#senders.rtp.protect(packet);
  }

  protectRtcp(packet: Uint8Array): Buffer {
    return this.#senders.rtcp.protect(packet);
  }

  /** The plain packet, written over the sealed one; null when it is forged, replayed or of an unknown key. */
  unprotectRtp(sealed: Buffer, nowMs: number): Buffer | null {
    return this.#receivers.rtp.unprotect(sealed) ?? this.#formerAt(nowMs)?.rtp.unprotect(sealed) ?? null;
  }

  unprotectRtcp(sealed: Buffer, nowMs: number): Buffer | null {
    return this.#receivers.rtcp.unprotect(sealed) ?? this.#formerAt(nowMs)?.rtcp.unprotect(sealed) ?? null;
  }

  #formerAt(nowMs: number): Receivers | null {
    if (this.#former && nowMs > this.#former.untilMs) this.#former = null;
    return this.#former?.receivers ?? null;
  }
}

function sendersOf(key: SdesKey): Senders {
  const { suite, master } = opened(key);
  return { key, rtp: new SrtpSender(master, suite), rtcp: new SrtcpSender(master, suite) };
}

function receiversOf(key: SdesKey): Receivers {
  const { suite, master } = opened(key);
  const options = { suite, mkiBytes: key.mkiBytes };
  return { key, rtp: new SrtpReceiver(master, options), rtcp: new SrtcpReceiver(master, options) };
}

function opened({ suite: name, keyAndSalt }: SdesKey): {
  suite: SrtpSuite;
  master: { key: Buffer; salt: Buffer };
} {
  const suite = srtpSuite(name);
  if (!suite || keyAndSalt.length !== suite.keyBytes + saltBytes) throw new Error('an SDES key of no known suite');
  const bytes = Buffer.from(keyAndSalt);
  return { suite, master: { key: bytes.subarray(0, suite.keyBytes), salt: bytes.subarray(suite.keyBytes) } };
}

function isSame(one: SdesKey, other: SdesKey): boolean {
  return (
    one.suite === other.suite &&
    one.mkiBytes === other.mkiBytes &&
    Buffer.compare(one.keyAndSalt, other.keyAndSalt) === 0
  );
}
