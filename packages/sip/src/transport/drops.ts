/** Counts what was thrown away, by reason, so that an attack or a broken phone shows in the metrics. */

export type DropReason =
  | 'garbage'
  | 'too_big'
  | 'rate_limited'
  | 'keep_alive'
  | 'too_many_connections'
  /** Responses to nothing we asked, or too late. */
  | 'no_transaction'
  /** ACK without its INVITE. */
  | 'stray_ack'
  /** A response whose top Via is not ours. */
  | 'foreign_response'
  | 'shed'
  /** `screen` wanted no answer. */
  | 'screened'
  | 'old_cseq'
  | 'late_answer'
  /** The user of the stack answered twice. */
  | 'answered_twice';

export class Drops {
  readonly #counts: Partial<Record<DropReason, number>> = {};

  add(reason: DropReason): void {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
  }

  snapshot(): Readonly<Record<string, number>> {
    return { ...this.#counts };
  }
}
