import type { SipClock } from '@carillon/sip';

type Waiting = { readonly dueMs: number; readonly callback: () => void; handle: NodeJS.Timeout };

/** Time of signalling: real, but a test may jump over the minutes in which nothing happens. */
export class FlowingClock implements SipClock {
  #aheadMs = 0;
  readonly #waiting = new Set<Waiting>();

  now(): number {
    return performance.now() + this.#aheadMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const waiting: Waiting = { dueMs: this.now() + delayMs, callback, handle: setTimeout(() => undefined, 0) };
    this.#arm(waiting);
    this.#waiting.add(waiting);
    return () => {
      clearTimeout(waiting.handle);
      this.#waiting.delete(waiting);
    };
  }

  /** What falls due meanwhile happens in its order, once the sockets were read. */
  async jump(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.#aheadMs += 1_000;
      for (const waiting of this.#waiting) this.#arm(waiting);
      // Two turns of the event loop and a moment: answers to what was sent come over real sockets.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  #arm(waiting: Waiting): void {
    clearTimeout(waiting.handle);
    waiting.handle = setTimeout(
      () => {
        this.#waiting.delete(waiting);
        waiting.callback();
      },
      Math.max(0, waiting.dueMs - this.now()),
    );
  }
}
