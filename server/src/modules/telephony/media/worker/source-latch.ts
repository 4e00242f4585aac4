import type { Endpoint } from '@carillon/rtp/io';

/** How long after a description the signalled address may still replace another source. */
const windowMs = 3_000;

/**
 * Symmetric RTP against hijacking. Packets go to the signalled address until one arrives; the first source is then
 * locked, since a phone behind NAT sends from another address than it says. Only the signalled source may replace it,
 * for a moment; nobody else until the next description.
 */
export class SourceLatch {
  #signalled: Endpoint | null = null;
  #locked: Endpoint | null = null;
  /** The source of before a re-negotiation that kept the address: it goes on until another one locks. */
  #former: Endpoint | null = null;
  #openUntilMs = 0;

  /** Where to send; null when nothing is known yet. */
  get destination(): Endpoint | null {
    return this.#locked ?? this.#former ?? this.#signalled;
  }

  /** A description was read: learn anew. */
  signal(endpoint: Endpoint | null, nowMs: number): void {
    const isSame = endpoint !== null && this.#signalled !== null && isEqual(endpoint, this.#signalled);
    this.#former = isSame || endpoint === null ? this.destination : null;
    this.#locked = null;
    this.#signalled = endpoint ?? this.#signalled;
    this.#openUntilMs = nowMs + windowMs;
  }

  /** May this source be heard? Only to be asked for packets that look right, for the first one locks. */
  accepts(source: Endpoint, nowMs: number): boolean {
    if (this.#locked === source) return true;
    if (this.#locked === null) return this.#lock(source);
    if (isEqual(source, this.#locked)) return this.#lock(source);
    return (
      nowMs < this.#openUntilMs && this.#isExpected(source) && !this.#isExpected(this.#locked) && this.#lock(source)
    );
  }

  #isExpected(source: Endpoint): boolean {
    return [this.#former, this.#signalled].some((expected) => expected !== null && isEqual(source, expected));
  }

  #lock(source: Endpoint): true {
    this.#locked = source;
    return true;
  }
}

function isEqual(left: Endpoint, right: Endpoint): boolean {
  return left.port === right.port && left.address === right.address;
}
