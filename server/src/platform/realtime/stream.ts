import type { ServerMessage, Topic } from '@carillon/api';

export type Change = { readonly sequence: number; readonly text: string };

/** What a connection that follows a stream is given. */
export interface Follower {
  deliver(change: Change): void;
}

/** Changes kept for those who come back after a short loss of the connection. */
const keptChanges = 100;
const keptBytes = 256 * 1024;

/**
 * One topic of one key (a user, an organization): numbers its changes, remembers the last ones, and sends them to its
 * followers. Numbers start from the time of creation, so that a number of an earlier stream never looks like ours.
 */
export class Stream {
  readonly topic: Topic;
  readonly followers = new Set<Follower>();
  #sequence: number;
  #changes: Change[] = [];
  #bytes = 0;

  constructor(topic: Topic, nowMs: number) {
    this.topic = topic;
    this.#sequence = nowMs * 1_000;
  }

  /** Number of the last change. */
  get sequence(): number {
    return this.#sequence;
  }

  publish(data: unknown): void {
    this.#sequence += 1;
    const message: ServerMessage = { type: 'change', topic: this.topic, sequence: this.#sequence, data };
    const change = { sequence: this.#sequence, text: JSON.stringify(message) };
    this.#remember(change);
    for (const follower of this.followers) follower.deliver(change);
  }

  /** The changes after `sequence`, or null when some of them are forgotten: the follower needs a snapshot. */
  changesAfter(sequence: number): readonly Change[] | null {
    if (sequence === this.#sequence) return [];
    const first = this.#changes[0];
    if (!first || sequence < first.sequence - 1 || sequence > this.#sequence) return null;
    return this.#changes.filter((change) => change.sequence > sequence);
  }

  #remember(change: Change): void {
    this.#changes.push(change);
    this.#bytes += change.text.length;
    while (this.#changes.length > keptChanges || (this.#bytes > keptBytes && this.#changes.length > 0)) {
      this.#bytes -= this.#changes.shift()!.text.length;
    }
  }
}
