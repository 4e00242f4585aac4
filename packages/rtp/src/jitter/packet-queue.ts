/** Sequence and timestamp are extended: they do not wrap. */
export type QueuedPacket = { sequence: number; timestamp: number; payload: Uint8Array | undefined };

/** Two seconds of 10 ms packets: more is a flood, and the oldest go. */
const capacity = 200;

/** Packets in sequence order. Most arrive in order, so insertion looks from the end. */
export class PacketQueue {
  #packets: QueuedPacket[] = [];

  get size(): number {
    return this.#packets.length;
  }

  first(): QueuedPacket | undefined {
    return this.#packets[0];
  }

  shift(): QueuedPacket | undefined {
    return this.#packets.shift();
  }

  clear(): void {
    this.#packets = [];
  }

  /** False when the sequence number is there already. */
  insert(packet: QueuedPacket): boolean {
    let index = this.#packets.length;
    while (index > 0 && (this.#packets[index - 1] as QueuedPacket).sequence > packet.sequence) index--;
    if (this.#packets[index - 1]?.sequence === packet.sequence) return false;
    this.#packets.splice(index, 0, packet);
    if (this.#packets.length > capacity) this.#packets.shift();
    return true;
  }
}
