import type { Logger } from '../log.ts';
import type { Connection } from './connection.ts';
import type { Change, Follower, Stream } from './stream.ts';

type SubscriptionDeps = {
  readonly connection: Connection;
  readonly stream: Stream;
  readonly load: () => Promise<unknown>;
  readonly log: Logger;
};

/** One connection that follows one stream: first what it missed or a snapshot, then each change. */
export class Subscription implements Follower {
  readonly stream: Stream;
  #deps: SubscriptionDeps;
  /** Changes that come while the snapshot is loaded; null when there is nothing to wait for. */
  #waiting: Change[] | null = null;
  #closed = false;

  constructor(deps: SubscriptionDeps) {
    this.stream = deps.stream;
    this.#deps = deps;
  }

  open(afterSequence: number | undefined): void {
    this.stream.followers.add(this);
    const missed = afterSequence === undefined ? null : this.stream.changesAfter(afterSequence);
    if (missed) for (const change of missed) this.deliver(change);
    else void this.#sendSnapshot();
  }

  deliver(change: Change): void {
    if (this.#waiting) this.#waiting.push(change);
    else this.#deps.connection.sendText(change.text);
  }

  close(): void {
    this.#closed = true;
    this.stream.followers.delete(this);
  }

  /** The number is taken before loading: a change that happens meanwhile is sent again after, never lost. */
  async #sendSnapshot(): Promise<void> {
    const { connection, stream, load, log } = this.#deps;
    const { topic, sequence } = stream;
    this.#waiting = [];
    try {
      const data = await load();
      if (this.#closed) return;
      connection.send({ type: 'snapshot', topic, sequence, data });
      for (const change of this.#waiting) connection.sendText(change.text);
      this.#waiting = null;
    } catch (error) {
      log.error({ topic, error }, 'realtime snapshot failed');
      this.close();
      connection.send({ type: 'refused', topic, code: 'internal_error' });
    }
  }
}
